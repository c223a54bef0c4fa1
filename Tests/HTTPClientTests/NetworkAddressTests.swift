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

    /// Where clouds keep a machine's credentials, though the address looks private; and its neighbours.
    static let metadata = [
        "fd00:ec2::254": false, "fd00:ec2::23": false, "fd20:ce::254": false, "fd00:42::42": false,
        "fd00:c1::a9fe:a9fe": false, "fe80::a9fe:a9fe": false, "fd00:64::a9fe:a9fe": false,
        "::ffff:169.254.169.254": false, "::ffff:169.254.170.2": false, "169.254.170.2": false,
        "100.100.100.200": false, "192.0.0.192": false, "64:ff9b::a9fe:a9fe": false, "64:ff9b:1::a9fe:a9fe": false,
        "2002:a9fe:a9fe::": false, "::169.254.169.254": false,
        "fd00:ec3::254": true, "fd00:ec2:0:1::254": true, "fd20:ce::253": true, "fd00:42::41": true,
        "fe80::a9fe:a9ff": true,
    ]

    @Test(arguments: metadata)
    func `where clouds keep credentials no address is private`(text: String, isPrivate: Bool) throws {
        #expect(try #require(NetworkAddress(text)).isPrivate == isPrivate)
    }

    static let hosts: [(url: String, address: String?)] = [
        ("http://169.254.169.254/latest", "169.254.169.254"), ("http://2852039166/", "169.254.169.254"),
        ("http://0xa9.254.169.254/", "169.254.169.254"), ("http://0xA9FEA9FE:80/", "169.254.169.254"),
        ("http://0251.0376.0251.0376/", "169.254.169.254"), ("http://169.254.43518/", "169.254.169.254"),
        ("http://%31%36%39.254.169.254/", "169.254.169.254"), ("http://user:pw@127.0.0.1:1/", "127.0.0.1"),
        ("http://[fd00:ec2::254]/", "fd00:ec2::254"), ("https://[FD20:CE::254]:8443/x", "fd20:ce::254"),
        ("http://[fe80::a9fe:a9fe%25eth0]/", "fe80::a9fe:a9fe"),
        ("http://[::ffff:a9fe:a9fe]/", "::ffff:169.254.169.254"),
        ("http://127.1/", "127.0.0.1"), ("http://localhost/", nil), ("http://metadata.google.internal/", nil),
        ("collect:", nil), ("", nil),
    ]

    @Test(arguments: hosts)
    func `a host is read as it will be called`(url: String, address: String?) {
        #expect(NetworkAddress(hostOf: url)?.description == address)
    }

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
