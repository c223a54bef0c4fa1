import Merchant
import Testing

@Suite struct ServiceOriginTests {
    @Test(arguments: [
        ("http://127.0.0.1:7772", "http://127.0.0.1:7772"),
        ("https://API.Tosspayments.com/", "https://api.tosspayments.com"),
        ("http://[::1]:80", "http://[::1]:80"), ("http://tossbox", "http://tossbox"),
    ]) func `an origin is scheme, host and port`(text: String, origin: String) {
        #expect(ServiceOrigin(text)?.description == origin)
    }

    @Test(arguments: [
        "", "http://", "https:///", "ftp://host", "host:80", "http://host:0", "http://host:65536", "http://host:",
        "http://host/path", "http://host?x", "http://host#x", "http://a@host", "http://a:b@host", "http://ho st",
        "http://[::1", "http://호스트", "HTTP://host", "http://host//", "http://a;b",
    ]) func `anything else is none`(text: String) {
        #expect(ServiceOrigin(text) == nil)
    }

    @Test(arguments: [
        ("http://localhost", true), ("http://shop.localhost", true), ("http://127.1.2.3", true), ("http://[::1]", true),
        ("http://0.0.0.0", true), ("http://10.0.0.1", true), ("http://172.16.0.1", true), ("http://172.32.0.1", false),
        ("http://192.168.1.1", true), ("http://192.169.1.1", false), ("http://169.254.1.1", true),
        ("http://tossbox:7772", true), ("http://box.local", true), ("http://[fd00::1]", true),
        ("https://api.tosspayments.com", false), ("https://10.example.com", false), ("https://8.8.8.8", false),
    ]) func `a local origin is one that no public service can have`(text: String, isLocal: Bool) throws {
        #expect(try #require(ServiceOrigin(text)).isLocal == isLocal)
    }
}
