/// An array in pieces: growing copies none of what is stored, and a copy of the whole shares every piece that neither
/// side has changed.
package struct SegmentedArray<Element: Sendable>: Sendable, RandomAccessCollection {
    private var segments: [[Element]] = []
    package private(set) var count = 0
    private static var segmentSize: Int { 256 }

    package init() {}

    package var startIndex: Int { 0 }
    package var endIndex: Int { count }

    package subscript(index: Int) -> Element {
        _read { yield segments[index / Self.segmentSize][index % Self.segmentSize] }
        _modify { yield &segments[index / Self.segmentSize][index % Self.segmentSize] }
    }

    package mutating func append(_ element: Element) {
        if count % Self.segmentSize == 0 { segments.append([]) }
        segments[segments.count - 1].append(element)
        count += 1
    }
}
