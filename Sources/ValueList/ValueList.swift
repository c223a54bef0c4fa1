/// Values of different types, one of each; a copy of the list shares each of them until one side changes it.
///
/// For whoever keeps something for others without knowing what it is: each finds its own by its type. It is `public`,
/// as nothing less is compiled into who uses it, where the types are known; among strangers' types a lookup costs a
/// hundred times more.
public struct ValueList: Sendable {
    @usableFromInline var boxes: [AnyValueBox] = []

    /// A list without a value.
    public init() {}

    /// Adds the first value of its type.
    @inlinable
    public mutating func append<Value: Sendable>(_ value: Value) {
        precondition(!boxes.contains { $0 is ValueBox<Value> }, "there is a \(Value.self) already")
        boxes.append(ValueBox(value))
    }

    /// What holds the value of this type, which must be there, to look at.
    @inlinable
    public func box<Value: Sendable>(of type: Value.Type) -> ValueBox<Value> {
        unsafeDowncast(boxes[index(of: type)], to: ValueBox<Value>.self)
    }

    /// What holds the value of this type, to change it: no copy of the list has it any more.
    @inlinable
    public mutating func ownBox<Value: Sendable>(of type: Value.Type) -> ValueBox<Value> {
        let index = index(of: type)
        if !isKnownUniquelyReferenced(&boxes[index]) { boxes[index] = boxes[index].copied() }
        return unsafeDowncast(boxes[index], to: ValueBox<Value>.self)
    }

    /// Where the value of this type stands; it must be there.
    @inlinable
    func index<Value: Sendable>(of type: Value.Type) -> Int {
        for index in boxes.indices where boxes[index] is ValueBox<Value> { return index }
        preconditionFailure("there is no \(Value.self)")
    }
}

/// A value behind a pointer.
///
/// Only the one list that holds it alone changes it, so nobody sees it change.
public class AnyValueBox: @unchecked Sendable {
    /// Only a `ValueBox` makes one.
    public init() {}

    /// Another box with the same value, for a list that is about to change it.
    public func copied() -> AnyValueBox { preconditionFailure("every box is a ValueBox") }
}

/// The box of a value of one type.
public final class ValueBox<Value: Sendable>: AnyValueBox, @unchecked Sendable {
    /// Whoever may change the list may change it; the language sees to it that nobody else looks meanwhile.
    @exclusivity(unchecked) public var value: Value

    /// A box of its own for a value.
    public init(_ value: Value) {
        self.value = value
        super.init()
    }

    /// Another box with the same value.
    public override func copied() -> AnyValueBox { ValueBox(value) }
}
