import Queues
import Testing

@Suite struct FirstInFirstOutTests {
    /// A queue that has taken these in and let so many go.
    static func queue(_ elements: Range<Int>, without count: Int = 0) -> FirstInFirstOut<Int> {
        var queue = FirstInFirstOut<Int>()
        for element in elements { queue.append(element) }
        for _ in 0..<count { _ = queue.popFirst() }
        return queue
    }

    @Test(arguments: [0, 1, 2, 63, 64, 65, 66, 130, 1000])
    func `what goes in first comes out first`(count: Int) {
        var queue = Self.queue(0..<count)
        for element in 0..<count {
            #expect(queue.first == element)
            #expect(queue.popFirst() == element)
        }
        #expect(queue.isEmpty)
        #expect(queue.first == nil)
        #expect(queue.popFirst() == nil)
    }

    @Test func `one that is filled while it empties keeps the order`() {
        var queue = FirstInFirstOut<Int>()
        var next = 0
        for number in 0..<1000 {
            queue.append(2 * number)
            queue.append(2 * number + 1)
            #expect(queue.popFirst() == next)
            next += 1
        }
        #expect(Array(queue.elements) == Array(1000..<2000))
    }

    @Test(arguments: [0, 10, 65, 99])
    func `one put before all others comes out next`(popped: Int) {
        var queue = Self.queue(0..<100, without: popped)
        queue.prepend(-1)
        #expect(Array(queue.elements) == [-1] + Array(popped..<100))
    }

    @Test(arguments: [0, 10, 65, 99])
    func `what is gone is taken out and the rest stays in order`(popped: Int) {
        var queue = Self.queue(0..<100, without: popped)
        queue.removeAll { $0.isMultiple(of: 3) }
        #expect(Array(queue.elements) == (popped..<100).filter { !$0.isMultiple(of: 3) })
    }
}
