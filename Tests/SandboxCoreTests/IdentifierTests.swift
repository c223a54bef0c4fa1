import Determinism
import SandboxCore
import Testing
import TossAPI

@Suite struct IdentifierTests {
    @Test func `streams of one seed differ by their label and repeat for the same one`() {
        func numbers(_ label: StaticString) -> [UInt64] {
            var stream = SeededStream(seed: 7, label: label)
            return (0..<100).map { _ in stream.next() }
        }
        #expect(numbers("keys") == numbers("keys"))
        #expect(Set(numbers("keys")).isDisjoint(with: numbers("traces")))
    }

    @Test func `a bounded number reaches every value and none above`() {
        var stream = SeededStream(seed: 1, label: "test")
        #expect(Set((0..<1000).map { _ in stream.next(below: 6) }) == [0, 1, 2, 3, 4, 5])
    }

    @Test func `names give different seeds`() {
        #expect(Set((0..<1000).map { seed(fromName: "sandbox-\($0)") }).count == 1000)
    }
}
