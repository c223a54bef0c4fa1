import HTTPServer
import Testing

@Suite struct RequestTests {
    @Test(arguments: [
        ("/a?b=1", "/a?b=1", "/a", "b=1"),
        ("/a", "/a", "/a", ""),
        ("/a?", "/a?", "/a", ""),
        ("/a?b?c", "/a?b?c", "/a", "b?c"),
        ("http://host:80/a?u=http://b/", "/a?u=http://b/", "/a", "u=http://b/"),
        ("http://host", "/", "/", ""),
        ("http://host?q", "/?q", "/", "q"),
        ("/http://host/a", "/http://host/a", "/http://host/a", ""),
        ("*", "*", "*", ""),
    ])
    func `a target is split into path and query`(sent: String, target: String, path: String, query: String) {
        let request = Request(method: .get, target: sent)
        #expect(request.target == target)
        #expect(request.path == path)
        #expect(request.query == query)
    }

    @Test(arguments: [
        ("a", "1"), ("b", "x y"), ("c", "1+2"), ("d", ""), ("e", ""), ("f g", "h"),
        ("x", nil), ("bad", nil), ("A", nil),
    ])
    func `a query value is decoded`(name: String, expected: String?) {
        let request = Request(method: .get, target: "/?a=1&b=x%20y&c=1+2&d=&e&f%20g=h&a=2&&bad=%zz")
        #expect(request.queryValue(name) == expected)
    }

    @Test func `header names compare without regard to case, and repeat in order`() {
        var headers: HTTPHeaders = ["Content-Type": "a", "X-Tag": "1"]
        headers.add("x-tag", "2")
        #expect(headers["content-type"] == "a")
        #expect(headers["X-TAG"] == "1")
        #expect(headers["X-Tagg"] == nil)
        #expect(headers.map(\.value) == ["a", "1", "2"])
    }
}
