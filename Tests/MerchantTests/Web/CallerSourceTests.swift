import HTTPServer
import Merchant
import Testing

@Suite struct CallerSourceTests {
    static let rows: [(peer: String?, forwarded: [String], source: String?)] = [
        (nil, [], nil), (nil, ["192.0.2.9"], nil), ("192.0.2.1", [], "192.0.2.1"),
        // Nobody but the proxy is believed.
        ("192.0.2.1", ["198.51.100.7"], "192.0.2.1"), ("10.0.0.1", ["198.51.100.7"], "198.51.100.7"),
        // What the caller wrote stands in front of what the proxy did.
        ("10.0.0.1", ["1.1.1.1, 198.51.100.7"], "198.51.100.7"),
        ("10.0.0.1", ["1.1.1.1", "198.51.100.7"], "198.51.100.7"),
        ("10.0.0.1", ["198.51.100.7, 10.0.0.2"], "198.51.100.7"), ("10.0.0.1", ["10.0.0.3, 10.0.0.2"], "10.0.0.3"),
        ("10.0.0.1", ["nonsense"], "10.0.0.1"), ("10.0.0.1", ["198.51.100.7, unknown, 10.0.0.2"], "10.0.0.2"),
        ("10.0.0.1", ["198.51.100.7:4711"], "198.51.100.7"), ("10.0.0.1", ["[2001:db8::1]:4711"], "2001:db8::1"),
        ("10.0.0.1", ["2001:db8::1"], "2001:db8::1"), ("10.0.0.1", [""], "10.0.0.1"),
    ]

    @Test(arguments: rows) func `a caller's address is the one nearest to us that is no proxy's`(
        peer: String?,
        forwarded: [String],
        source: String?
    ) throws {
        var headers: HTTPHeaders = [:]
        for field in forwarded { headers.add("X-Forwarded-For", field) }
        let request = Request(method: .get, target: "/", headers: headers, peer: peer.flatMap { PeerAddress($0) })
        let trusting = CallerSource(trusting: [try #require(AddressRange("10.0.0.0/8"))])
        #expect(trusting.address(of: request) == source.flatMap { PeerAddress($0) })
        #expect(CallerSource().address(of: request) == peer.flatMap { PeerAddress($0) })
    }
}
