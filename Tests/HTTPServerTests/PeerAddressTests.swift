import HTTPServer
import Testing

@Suite(.timeLimit(.minutes(1))) struct PeerAddressTests {
    @Test(arguments: [
        ("127.0.0.1", "127.0.0.1"), ("192.0.2.255", "192.0.2.255"), ("::ffff:192.0.2.1", "192.0.2.1"), ("::1", "::1"),
        ("::", "::"),
        ("2001:DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1"), ("fe80::", "fe80::"),
        ("1:0:3:4:5:6:7:8", "1:0:3:4:5:6:7:8"), ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"), ("1:0:0:4::", "1:0:0:4::"),
    ]) func `an address has one text`(text: String, canonical: String) {
        #expect(PeerAddress(text)?.description == canonical)
    }

    @Test(arguments: [
        "", "1.2.3", "1.2.3.256", "01.2.3.4", "1.2.3.4:80", "[::1]", "fe80::1%lo", "host", "1.2.3.4 ",
    ])
    func `anything else is none`(text: String) {
        #expect(PeerAddress(text) == nil)
    }

    @Test func `one customer has one IPv4 address, and 64 bits of IPv6`() throws {
        let four = try #require(PeerAddress("192.0.2.1"))
        #expect(four.network == four && four.isIPv4)
        let six = try #require(PeerAddress("2001:db8:1:2:3:4:5:6"))
        #expect(six.network == PeerAddress("2001:db8:1:2::") && !six.isIPv4)
    }
}
