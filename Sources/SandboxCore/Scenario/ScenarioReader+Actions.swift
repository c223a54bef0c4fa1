import JSON
import TossAPI

/// One part of a `then`.
private enum ActionPart {
    case outcome(Outcome)
    case delay(Delay)
    case fault(Fault)

    var noun: String {
        switch self {
        case .outcome: "outcome"
        case .delay: "delay"
        case .fault: "fault"
        }
    }
}

extension ScenarioReader {
    private static let expectedAction =
        "\"approve\", {\"refuse\": CODE}, {\"status\": …}, {\"delay\": …}, {\"fault\": …}, or a list of them"

    /// The `then` of a rule; `operations` is nil when its `on` could not be read.
    mutating func readAction(_ place: Place, operations: Set<Operation>?) -> RuleAction? {
        let isList = place.node.array != nil
        let places = isList ? readElements(of: place) : [place]
        guard let places else { return nil }
        var outcome: Outcome?
        var delay: Delay?
        var fault: Fault?
        var isWhole = true
        for place in places {
            guard let part = readActionPart(place) else {
                isWhole = false
                continue
            }
            let isSecond: Bool
            switch part {
            case .outcome(let value): (isSecond, outcome) = (outcome != nil, value)
            case .delay(let value): (isSecond, delay) = (delay != nil, value)
            case .fault(let value):
                (isSecond, fault) = (fault != nil, value)
                if let operations, operations != [.confirm], let member = place.node.object?["fault"] {
                    report("a fault is not built yet but on \"payments.confirm\"", at: place.member("fault", member))
                }
            }
            if isSecond {
                report("a second \(part.noun); a list holds one outcome, one delay and one fault at most", at: place)
            }
        }
        return isWhole ? RuleAction(outcome: outcome, delay: delay, fault: fault) : nil
    }

    private mutating func readActionPart(_ place: Place) -> ActionPart? {
        if place.node.string == "approve" { return .outcome(.approve) }
        guard let object = place.node.object, !object.members.isEmpty else {
            refuse(place, expected: Self.expectedAction)
            return nil
        }
        let heads = object.members.filter { ["refuse", "status", "delay", "fault", "rateLimit"].contains($0.name) }
        guard let head = heads.first else {
            _ = readMembers(of: place, known: ["refuse", "status", "delay", "fault"])
            report("expected \(Self.expectedAction)", at: place)
            return nil
        }
        if heads.count > 1 {
            let names = heads.map { "\"\($0.name)\"" }.joined(separator: " and ")
            report("\(names) do not go into one object; write a list: [{…}, {…}]", at: place)
            return nil
        }
        switch head.name {
        case "refuse": return readRefusal(place)
        case "status": return readAnswer(place)
        case "delay": return readDelay(place)
        case "fault": return readFault(place)
        default:
            let path = Place.path(place.path, head.name)
            report("\"\(head.name)\" is not built yet", offset: head.nameOffset, path: path)
            return nil
        }
    }

    private mutating func readRefusal(_ place: Place) -> ActionPart? {
        guard let members = readMembers(of: place, known: ["refuse", "phase"]), let head = members["refuse"] else {
            return nil
        }
        let code = readCode(head)
        let phase = members["phase"].map { readWord($0, as: Phase.self) }
        guard let code, phase != .some(nil) else { return nil }
        return .outcome(.refuse(code, phase: phase ?? nil))
    }

    private mutating func readAnswer(_ place: Place) -> ActionPart? {
        let members = readMembers(of: place, known: ["status", "body", "phase"])
        guard let members, let head = members["status"] else { return nil }
        let status = readWhole(head, in: 200...599)
        let phase = members["phase"].map { readWord($0, as: Phase.self) }
        var body: [UInt8]?
        if let node = members["body"]?.node {
            body = node.string.map { Array($0.utf8) } ?? JSONWriter.bytes { $0.value(node) }
        }
        guard let status, phase != .some(nil) else { return nil }
        return .outcome(.status(Int(status), body: body, phase: phase?.flatMap { $0 } ?? .beforeCommit))
    }

    private mutating func readDelay(_ place: Place) -> ActionPart? {
        guard let members = readMembers(of: place, known: ["delay", "phase"]), let head = members["delay"] else {
            return nil
        }
        let duration = readDuration(head)
        let phase = members["phase"].map { readWord($0, as: Phase.self) }
        guard let duration, phase != .some(nil) else { return nil }
        return .delay(Delay(duration: duration, phase: phase?.flatMap { $0 } ?? .afterCommit))
    }

    private static let unbuiltFaults = [
        "hang", "close", "truncate", "garbage", "drip", "wrong-content-type", "phantom",
    ]

    private mutating func readFault(_ place: Place) -> ActionPart? {
        guard let members = readMembers(of: place, known: ["fault", "phase", "for"]), let head = members["fault"] else {
            return nil
        }
        let phase = members["phase"].map { readWord($0, as: Phase.self) }
        if let text = head.node.string, Self.unbuiltFaults.contains(text) {
            report("\"\(text)\" is not built yet", at: head)
            return nil
        }
        let kind = readWord(head, as: Fault.Kind.self)
        if kind != nil, let length = members["for"] {
            report("\"for\" belongs to \"hang\" and \"drip\"; a reset has no length", at: length)
        }
        guard let kind, phase != .some(nil) else { return nil }
        return .fault(Fault(kind: kind, phase: phase?.flatMap { $0 } ?? .beforeCommit))
    }
}
