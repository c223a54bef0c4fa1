import HTTPClient
import Testing

@Suite struct NetworkAddressTests {
    static let isPrivate = [
        "127.0.0.1": true, "127.255.255.255": true, "10.0.0.1": true, "172.16.0.1": true, "172.31.255.255": true,
        "192.168.1.1": true, "0.0.0.0": true, "::1": true, "::": true, "fc00::1": true, "fdff::1": true,
        "fe80::1": true,
        "febf::1": true, "::ffff:10.1.2.3": true, "::ffff:127.0.0.1": true,
        "8.8.8.8": false, "172.15.0.1": false, "172.32.0.1": false, "192.167.0.1": false, "11.0.0.1": false,
        "169.254.169.254": false, "100.64.0.1": false, "0.0.0.1": false, "255.255.255.255": false, "2001:db8::1": false,
        "fec0::1": false, "fe00::1": false, "ff02::1": false, "::2": false, "::ffff:8.8.8.8": false,
        "::10.0.0.1": false,
        "::fffe:a00:1": false,
    ]

    @Test(arguments: isPrivate)
    func `an address is private or it is not`(text: String, isPrivate: Bool) throws {
        let address = try #require(NetworkAddress(text))
        #expect(address.isPrivate == isPrivate)
        #expect(address.description == text)
    }

    @Test(arguments: ["", "localhost", "1.2.3", "256.0.0.1", "127.1", "0x7f.0.0.1", "::g"])
    func `what is not an address is none`(text: String) {
        #expect(NetworkAddress(text) == nil)
    }
}
