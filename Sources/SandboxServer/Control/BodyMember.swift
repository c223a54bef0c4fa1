internal import APIDescription
internal import JSON
internal import SandboxCore
internal import TossAPI

/// A member that a control call's body is declared with, whatever it is read as.
protocol DeclaredMember: Sendable {
    /// Its name, what may stand there, and whether it must be there.
    var member: Member { get }
}

extension DeclaredMember {
    var name: String { member.name }
}

extension Member: DeclaredMember {
    var member: Member { self }
}

/// A member of a control call's body: what the description says of it, and how a handler reads it.
struct BodyMember<Value>: DeclaredMember {
    let member: Member
    private let reader: @Sendable (ControlBody, String) throws(ControlRefusal) -> Value

    /// A member that is read in a way of its own; the reader is given the name as well.
    init(_ member: Member, reader: @escaping @Sendable (ControlBody, String) throws(ControlRefusal) -> Value) {
        self.member = member
        self.reader = reader
    }

    func read(in body: ControlBody) throws(ControlRefusal) -> Value { try reader(body, name) }
}

extension BodyMember where Value == JSONNode? {
    /// Any value, for the handler to look at.
    static func value(_ member: Member) -> BodyMember {
        BodyMember(member) { body, name throws(ControlRefusal) in body.value(name) }
    }
}

extension BodyMember where Value == String? {
    /// Text as long as the schema says.
    static func text(_ name: String, _ schema: Schema) -> BodyMember {
        let length = schema.textLength
        return BodyMember(.optional(name, schema)) { body, name throws(ControlRefusal) in try body.text(name, length) }
    }

    /// A URL that can be called.
    static func url(_ name: String, _ schema: Schema) -> BodyMember {
        BodyMember(.optional(name, schema)) { body, name throws(ControlRefusal) in try body.url(name) }
    }
}

extension BodyMember where Value == String {
    /// Text as long as the schema says, or as `length` does where the handler has more to say of the rest.
    static func requiredText(_ name: String, _ schema: Schema, reading length: ClosedRange<Int>? = nil) -> BodyMember {
        let length = length ?? schema.textLength
        return BodyMember(.required(name, schema)) { body, name throws(ControlRefusal) in
            try body.requiredText(name, length)
        }
    }

    static func requiredURL(_ name: String, _ schema: Schema) -> BodyMember {
        BodyMember(.required(name, schema)) { body, name throws(ControlRefusal) in
            guard let url = try body.url(name) else { throw body.wrong(name, "an http or https URL") }
            return url
        }
    }
}

extension BodyMember where Value == Bool {
    /// True or false, which is what it is when it is absent.
    static func flag(_ name: String, _ schema: Schema) -> BodyMember {
        BodyMember(.optional(name, schema)) { body, name throws(ControlRefusal) in try body.bool(name) }
    }
}

extension BodyMember where Value == Instant? {
    static func instant(_ name: String, _ about: String) -> BodyMember {
        BodyMember(.optional(name, .instant(about))) { body, name throws(ControlRefusal) in try body.instant(name) }
    }
}

extension BodyMember where Value == Instant {
    static func requiredInstant(_ name: String, _ about: String) -> BodyMember {
        BodyMember(.required(name, .instant(about))) { body, name throws(ControlRefusal) in
            guard let instant = try body.instant(name) else { throw body.wrong(name, "an instant") }
            return instant
        }
    }
}

extension BodyMember where Value == CalendarDuration? {
    static func duration(_ name: String, _ schema: Schema) -> BodyMember {
        BodyMember(.optional(name, schema)) { body, name throws(ControlRefusal) in try body.duration(name) }
    }
}

extension Schema {
    /// How long a text of this schema may be.
    fileprivate var textLength: ClosedRange<Int> { Int(least ?? 1)...Int(most ?? 2000) }
}
