import Locking
import Testing

@Suite(.timeLimit(.minutes(1))) struct TrampolineTests {
    @Test func `bodies run in the order in which they came, and none inside another`() {
        let trampoline = Trampoline()
        let seen = Locked<[String]>([])
        let note: @Sendable (String) -> Void = { text in seen.withLock { $0.append(text) } }
        trampoline.run {
            note("first begins")
            trampoline.run { note("second") }
            trampoline.run { note("third") }
            note("first ends")
        }
        trampoline.run { note("fourth") }
        #expect(seen.withLock { $0 } == ["first begins", "first ends", "second", "third", "fourth"])
    }

    @Test func `a million that each hand in the next one fit on the stack`() {
        let trampoline = Trampoline()
        let count = Locked(0)
        @Sendable func next() {
            let number = count.withLock { count in
                count += 1
                return count
            }
            if number < 1_000_000 { trampoline.run(next) }
        }
        trampoline.run(next)
        #expect(count.withLock { $0 } == 1_000_000)
    }
}
