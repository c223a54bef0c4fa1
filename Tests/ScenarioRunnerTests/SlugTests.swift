import ScenarioRunner
import Testing

@Suite struct SlugTests {
    static let paths = [
        "scenarios/approve.json", "./scenarios/approve.json", "a/approve.json", "a.json", "/", "-", "한글 이름.json",
        "scenarios/invalid-card.json", "UnKnown.json", "iinvalidnvalid.json",
        "a/b/c/\(String(repeating: "long-", count: 90)).json",
    ]

    @Test(arguments: paths) func `a path becomes the name of a key that a sandbox takes`(path: String) {
        let keys = RunKeys(path: path)
        #expect(RunKeys(secretKey: keys.secretKey) != nil, "\(keys.secretKey)")
        #expect(keys.secretKey.utf8.count <= 60)
        #expect(RunKeys(path: path) == keys)
    }

    @Test func `no two paths share a name`() {
        #expect(Set(Self.paths.map(Slug.of)).count == Self.paths.count)
    }

    @Test func `a name can be read`() {
        #expect(Slug.of(path: "scenarios/Lost Answer.json").hasPrefix("lost-answer-"))
    }
}
