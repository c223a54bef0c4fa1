import HTTPServer
import Locking
import Merchant
import Testing

@Suite(.timeLimit(.minutes(1))) struct FairQueueTests {
    @Test func `lanes take turns, and each keeps its order`() {
        var queue = FairQueue<String, Int>(limit: 100, laneLimit: 100)
        for number in 0..<5 { _ = queue.add(number, to: "crowd") }
        _ = queue.add(10, to: "one")
        _ = queue.add(20, to: "two")
        var order: [Int] = []
        while let next = queue.next() { order.append(next) }
        #expect(order == [0, 10, 20, 1, 2, 3, 4] && queue.count == 0)
    }

    @Test func `who comes late to a full queue takes the place of the longest lane`() throws {
        var queue = FairQueue<String, Int>(limit: 10, laneLimit: 100)
        for number in 0..<10 { _ = queue.add(number, to: "crowd") }
        guard case .refused = queue.add(11, to: "crowd") else {
            Issue.record("the crowd has more room")
            return
        }
        guard case .inPlaceOf(9) = queue.add(20, to: "one") else {
            Issue.record("no place was made")
            return
        }
        #expect(queue.next() == 0 && queue.next() == 20 && queue.count == 8)
    }

    @Test func `lanes of one each have no places to give`() {
        var queue = FairQueue<Int, Int>(limit: 3, laneLimit: 100)
        for number in 0..<3 { _ = queue.add(number, to: number) }
        guard case .refused = queue.add(4, to: 4) else {
            Issue.record("somebody was turned out")
            return
        }
        #expect(queue.count == 3)
    }

    @Test func `a lane has its own bound`() {
        var queue = FairQueue<Int, Int>(limit: 100, laneLimit: 2)
        for number in 0..<2 { _ = queue.add(number, to: 0) }
        guard case .refused = queue.add(2, to: 0) else {
            Issue.record("the lane has more room")
            return
        }
    }

    @Test func `a login from a known place is next but one, however many guess from everywhere`() async throws {
        let thread = PasswordThread()
        let order = Locked<[String]>([])
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        try await withThrowingTaskGroup(of: Void.self) { group in
            // The first one holds the thread until all the others wait.
            let latch = Latch()
            group.addTask {
                try await thread.run(in: .house) {
                    open.yield()
                    latch.wait()
                }
            }
            _ = await gate.first { _ in true }
            for number in 0..<150 {
                group.addTask {
                    try? await thread.run(in: .place(LoginGuardTests.place(number))) {
                        order.withLock { $0.append("guess") }
                    }
                }
            }
            group.addTask {
                try await thread.run(in: .account(1)) { order.withLock { $0.append("owner") } }
            }
            while thread.waitingCount < 151 { await Task.yield() }
            latch.open()
            try await group.waitForAll()
        }
        let place = order.withLock { $0.firstIndex(of: "owner") }
        #expect(place.map { $0 <= 1 } == true && order.withLock { $0.count } == 151)
    }
}
