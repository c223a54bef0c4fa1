/// A queue whose ends cost the same however long it is.
package struct FirstInFirstOut<Element: Sendable>: Sendable {
    private var items: [Element] = []
    private var head = 0

    /// Makes an empty one.
    package init() {}

    /// Whether nothing waits.
    package var isEmpty: Bool { head == items.count }
    /// What comes out next.
    package var first: Element? { isEmpty ? nil : items[head] }
    /// What waits, the next one first.
    package var elements: ArraySlice<Element> { items[head...] }

    /// Puts one behind all others.
    package mutating func append(_ element: Element) { items.append(element) }

    /// Takes the next one out.
    package mutating func popFirst() -> Element? {
        guard !isEmpty else { return nil }
        defer {
            head += 1
            // Moved up only when most of it is empty: then each element is moved once or twice in its life.
            if head > 64, head * 2 > items.count { dropHead() }
        }
        return items[head]
    }

    /// Puts one before all others, which moves each of them.
    package mutating func prepend(_ element: Element) {
        dropHead()
        items.insert(element, at: 0)
    }

    /// Takes out those that are gone, and keeps the order of the others.
    package mutating func removeAll(where isGone: (Element) -> Bool) {
        dropHead()
        items.removeAll(where: isGone)
    }

    private mutating func dropHead() {
        items.removeFirst(head)
        head = 0
    }
}
