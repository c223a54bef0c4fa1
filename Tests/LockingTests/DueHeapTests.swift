import Locking
import Testing

@Suite struct DueHeapTests {
    static let now = ContinuousClock.now

    /// Entries due at so many seconds, numbered in this order.
    static func heap(_ seconds: [Int]) -> DueHeap {
        var heap = DueHeap()
        for (number, second) in seconds.enumerated() {
            heap.insert(DueHeap.Entry(due: now + .seconds(second), number: UInt64(number)))
        }
        return heap
    }

    static func drain(_ heap: DueHeap) -> [UInt64] {
        var heap = heap
        var numbers: [UInt64] = []
        while let first = heap.first {
            numbers.append(first.number)
            heap.removeFirst()
        }
        return numbers
    }

    static func sorted(_ seconds: [Int], where isWanted: (UInt64) -> Bool = { _ in true }) -> [UInt64] {
        seconds.enumerated().sorted { ($0.element, $0.offset) < ($1.element, $1.offset) }
            .map { UInt64($0.offset) }.filter(isWanted)
    }

    static let samples =
        [[], [1], [2, 1], [1, 1, 1], [5, 3, 9, 3, 1, 7, 5, 0]]
        + (1...20).map { size in
            (0..<10 * size).map { _ in Int.random(in: 0..<30) }
        }

    @Test(arguments: samples)
    func `entries come out as they fall due, and those of one instant as they went in`(seconds: [Int]) {
        #expect(Self.drain(Self.heap(seconds)) == Self.sorted(seconds))
    }

    @Test(arguments: samples)
    func `what nobody waits for any more is dropped and the rest stays in order`(seconds: [Int]) {
        var heap = Self.heap(seconds)
        heap.keep { $0.isMultiple(of: 3) }
        #expect(Self.drain(heap) == Self.sorted(seconds) { $0.isMultiple(of: 3) })
        heap.removeFirst()
        #expect(heap.count == max(0, (seconds.count + 2) / 3 - 1))
    }
}
