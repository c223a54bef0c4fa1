import Dispatch
import Locking
import Testing

@Suite(.timeLimit(.minutes(1))) struct LatchTests {
    @Test(arguments: [Duration.milliseconds(20), .zero, .seconds(-5)])
    func `a wait ends when its time has passed`(limit: Duration) {
        let latch = Latch()
        let time = ContinuousClock().measure { latch.wait(atMost: limit) }
        #expect(time >= limit)
        #expect(time < .seconds(20))
    }

    @Test(arguments: [Duration.seconds(30), .seconds(Int64.max)])
    func `a wait ends when the latch opens, however long it may take`(limit: Duration) {
        let latch = Latch()
        DispatchQueue.global().async { latch.open() }
        let time = ContinuousClock().measure { latch.wait(atMost: limit) }
        #expect(time < .seconds(20))
        latch.wait()
    }
}
