/// Values of different types, one of each; a copy of the list shares each of them until one side changes it.
///
/// For whoever keeps something for others without knowing what it is: each finds its own by its type.
package struct ValueList: Sendable {
    private var boxes: [AnyBox] = []

    package init() {}

    /// Adds the first value of its type.
    package mutating func append<Value: Sendable>(_ value: Value) {
        precondition(!boxes.contains { $0 is Box<Value> }, "there is a \(Value.self) already")
        boxes.append(Box(value))
    }

    /// The value of this type, which must be there.
    package subscript<Value: Sendable>(_ type: Value.Type) -> Value {
        _read { yield box(at: index(of: type), of: type).value }
        _modify {
            let index = index(of: type)
            // Changed in place, unless a copy of the list holds it as well.
            if !isKnownUniquelyReferenced(&boxes[index]) { boxes[index] = boxes[index].copied() }
            yield &box(at: index, of: type).value
        }
    }

    private func index<Value: Sendable>(of type: Value.Type) -> Int {
        for index in boxes.indices where boxes[index] is Box<Value> { return index }
        preconditionFailure("there is no \(Value.self)")
    }

    private func box<Value: Sendable>(at index: Int, of type: Value.Type) -> Box<Value> {
        unsafeDowncast(boxes[index], to: Box<Value>.self)
    }
}

/// Only the one list that holds it alone changes a box, so nobody sees it change.
private class AnyBox: @unchecked Sendable {
    func copied() -> AnyBox { preconditionFailure("every box is a Box") }
}

private final class Box<Value: Sendable>: AnyBox, @unchecked Sendable {
    var value: Value

    init(_ value: Value) { self.value = value }

    override func copied() -> AnyBox { Box(value) }
}
