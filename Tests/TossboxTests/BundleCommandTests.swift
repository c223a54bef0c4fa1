internal import TestSupport
import Testing

/// `tossbox export`, `replay` and `import`.
@Suite(.timeLimit(.minutes(3))) struct BundleCommandTests {
    private static func exported() async throws -> (shop: Shop, bundle: String) {
        let shop = try await Shop.open()
        try await shop.paid("order-1", 15_000)
        let ending = try await Program.run(["export", "--url", shop.tossbox.url, "--key", shop.secretKey])
        guard ending.status == 0 else { throw TestFailure(ending.errors) }
        return (shop, ending.output)
    }

    @Test func `a bundle that is exported comes out the same`() async throws {
        let (shop, bundle) = try await Self.exported()
        let file = try TemporaryFile(bundle)
        let ending = try await Program.run(["replay", file.path])
        #expect(ending.status == 0)
        #expect(ending.output == "\(file.path): 2 commands, every answer and webhook the same\n")
        let json = try await Program.run(["replay", "--json", "-"], input: bundle)
        #expect(json.status == 0)
        #expect(json.output == #"{"identical":true,"commands":2}"# + "\n")
        let copy = try TemporaryFile("")
        let again = try await Program.run([
            "export", "--url", shop.tossbox.url, "--key", shop.secretKey, "--output", copy.path,
        ])
        #expect(again.status == 0)
        #expect(again.output.isEmpty)
        #expect(try await Program.run(["replay", copy.path]).status == 0)
    }

    @Test func `the first byte that differs ends replay with 1`() async throws {
        let bundle = try await Self.exported().bundle.replacing(#"\"status\":\"DONE\""#, with: #"\"status\":\"GONE\""#)
        let ending = try await Program.run(["replay", "-"], input: bundle)
        #expect(ending.status == 1)
        #expect(ending.output.hasPrefix("-: command 2 comes out differently\n"))
        #expect(ending.output.contains("response body, from byte "))
        let json = try await Program.run(["replay", "--json", "-"], input: bundle)
        #expect(json.status == 1)
        #expect(try JSONText(parsing: json.output).difference.contains(["command": 2, "kind": "request"]))
    }

    @Test(arguments: ["", "{}", "no bundle", #"{"tossboxBundle":9,"tossbox":"9.9"}"#])
    func `what is no bundle ends replay with 2`(text: String) async throws {
        let ending = try await Program.run(["replay", "-"], input: text)
        #expect(ending.status == 2)
        #expect(ending.output.isEmpty)
        #expect(ending.errors.hasPrefix("tossbox replay: -: "))
    }

    @Test func `an imported bundle replaces a sandbox`() async throws {
        let (_, bundle) = try await Self.exported()
        let other = try await Shop.open()
        let arguments = ["import", "-", "--url", other.tossbox.url, "--key", other.secretKey]
        let ending = try await Program.run(arguments, input: bundle)
        #expect(ending.status == 0)
        #expect(ending.output.contains("2 commands"))
        #expect(try await other.control("GET", "/payments").items.list.map(\.orderId) == ["order-1"])
        let refused = try await Program.run(arguments, input: "{}")
        #expect(refused.status == 1)
        #expect(refused.errors.contains("400"))
    }

    @Test func `a bundle may be longer than other bodies, and has its limit too`() async throws {
        let shop = try await Shop.open()
        let long = String(repeating: " ", count: 3 << 20)
        for (path, status) in [("/replay", 400), ("/bundle", 400), ("/bundle?x=1", 400), ("/payments", 413)] {
            let answer = try await shop.tossbox.call("POST", "/sandbox" + path, body: Array(long.utf8))
            #expect(answer.status == status, "\(path)")
        }
    }

    @Test(arguments: [["replay"], ["replay", "/none.json"], ["import"], ["import", "/none.json"], ["export", "x"]])
    func `a wrong call ends with 2`(words: [String]) async throws {
        let ending = try await Program.run(words)
        #expect(ending.status == 2)
        #expect(ending.output.isEmpty)
    }

    @Test(arguments: ["/no/folder/bundle.json", "/dev/full"])
    func `an output that cannot be written is told so`(path: String) async throws {
        let shop = try await Shop.open()
        let ending = try await Program.run([
            "export", "--url", shop.tossbox.url, "--key", shop.secretKey, "--output", path,
        ])
        #expect(ending.status == 2)
        #expect(ending.errors.contains(path))
    }
}
