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
    private static let heads = ["refuse", "status", "delay", "fault", "rateLimit"]
    private static let expectedAction =
        "\"approve\", {\"refuse\": CODE}, {\"status\": …}, {\"delay\": …}, {\"fault\": …}, {\"rateLimit\": …}, "
        + "or a list of them"

    /// The `then` of a rule; `kinds` is nil when its `on` could not be read.
    mutating func readAction(_ place: Place, kinds: Set<CallKind>?) -> RuleAction? {
        let isList = place.node.array != nil
        let places = isList ? readElements(of: place) : [place]
        guard let places else { return nil }
        let window = kinds.flatMap { vocabulary.areWindows($0) ? $0.first : nil }
        let apis = kinds.map { vocabulary.apis(of: $0) }
        var outcome: Outcome?
        var delay: Delay?
        var fault: Fault?
        var isWhole = true
        for place in places {
            let part = window.map { readWindowPart(place, $0, of: apis) } ?? readActionPart(place, of: apis)
            guard let part else {
                isWhole = false
                continue
            }
            let isSecond: Bool
            switch part {
            case .outcome(let value): (isSecond, outcome) = (outcome != nil, value)
            case .delay(let value): (isSecond, delay) = (delay != nil, value)
            case .fault(let value): (isSecond, fault) = (fault != nil, value)
            }
            if isSecond {
                report("a second \(part.noun); a list holds one outcome, one delay and one fault at most", at: place)
                isWhole = false
            }
        }
        guard isWhole else { return nil }
        if let fault, let why = contradiction(between: outcome, and: fault) { report(why, at: place) }
        return RuleAction(outcome: outcome, delay: delay, fault: fault)
    }

    private mutating func readActionPart(_ place: Place, of apis: [Vocabulary.API]?) -> ActionPart? {
        if place.node.string == "approve" { return .outcome(.approve) }
        guard let object = place.node.object, !object.members.isEmpty else {
            refuse(place, expected: Self.expectedAction)
            return nil
        }
        let heads = object.members.filter { Self.heads.contains($0.name) }
        guard let head = heads.first else {
            _ = readMembers(of: place, known: Self.heads)
            report("expected \(Self.expectedAction)", at: place)
            return nil
        }
        if heads.count > 1 {
            let names = heads.map { "\"\($0.name)\"" }.joined(separator: " and ")
            report("\(names) do not go into one object; write a list: [{…}, {…}]", at: place)
            return nil
        }
        switch head.name {
        case "refuse": return readRefusal(place, of: apis)
        case "status": return readAnswer(place)
        case "delay": return readDelay(place)
        case "fault": return readFault(place)
        default: return readRateLimit(place)
        }
    }

    /// What a rule about the payment window may say: it answers no call, and commits nothing.
    private mutating func readWindowPart(
        _ place: Place,
        _ window: CallKind,
        of apis: [Vocabulary.API]?
    ) -> ActionPart? {
        if place.node.string == "approve" { return .outcome(.approve) }
        guard let refused = place.node.object?["refuse"] else {
            let found = place.node.object?.members.first.map { "{\"\(Place.shortened($0.name))\": …}" } ?? place.found
            let expected = "\"approve\" or {\"refuse\": CODE}, for \"\(window)\" is no call of the API"
            report("expected \(expected); found \(found)", at: place)
            return nil
        }
        let members = readMembers(of: place, known: ["refuse", "phase"])
        if let phase = members?["phase"] {
            report("the payment window commits nothing, so its refusal has no \"phase\"", at: phase)
        }
        // The window reports codes that no answer of the API carries.
        let code = readCode(place.member("refuse", refused), of: apis, answered: false)
        return code.map { .outcome(.refuse($0, phase: nil)) }
    }

    /// Why an outcome and a fault cannot both be; nil when they can.
    private func contradiction(between outcome: Outcome?, and fault: Fault) -> String? {
        let advice = "give both the same \"phase\""
        switch (outcome, fault.kind, fault.phase) {
        case (nil, _, _), (.approve, .phantom, _), (.approve, _, .afterCommit):
            return nil
        case (.refuse, .phantom, _): return "a phantom is an answer of success; it does not go with \"refuse\""
        case (.status, .phantom, _):
            return "a phantom is the gateway's own answer of success; it does not go with \"status\""
        case (.rateLimit, .phantom, _):
            return "a phantom is an answer of success; it does not go with \"rateLimit\""
        case (.approve, _, .beforeCommit):
            return "nothing is approved when the answer is lost before the commit; give the fault "
                + "\"phase\": \"after-commit\", or leave \"approve\" out"
        case (.refuse(_, let phase), _, let other):
            guard let phase, phase != other else { return nil }
            return "the refusal is \(phase.rawValue) and the fault \(other.rawValue); \(advice)"
        case (.status(_, _, let phase), _, let other):
            guard phase != other else { return nil }
            return "the status is \(phase.rawValue) and the fault \(other.rawValue); \(advice)"
        case (.rateLimit, _, let other):
            guard other == .afterCommit else { return nil }
            return "a call beyond the rate limit commits nothing, so its fault is before-commit"
        }
    }

    private mutating func readRateLimit(_ place: Place) -> ActionPart? {
        let head = readMembers(of: place, known: ["rateLimit"])?["rateLimit"]
        guard let head, let members = readMembers(of: head, known: ["calls", "per"], required: ["calls", "per"]) else {
            return nil
        }
        let calls = members["calls"].flatMap { readWhole($0, in: 1...Int64(Int32.max)) }
        let window = members["per"].flatMap { readDuration($0) }
        if window == .zero, let place = members["per"] {
            report("a window has some length, such as \"PT1M\"; found \(place.found)", at: place)
            return nil
        }
        guard let calls, let window else { return nil }
        return .outcome(.rateLimit(RateLimit(calls: Int(calls), window: window)))
    }

    private mutating func readRefusal(_ place: Place, of apis: [Vocabulary.API]?) -> ActionPart? {
        guard let members = readMembers(of: place, known: ["refuse", "phase"]), let head = members["refuse"] else {
            return nil
        }
        let code = readCode(head, of: apis)
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

    private mutating func readFault(_ place: Place) -> ActionPart? {
        guard let members = readMembers(of: place, known: ["fault", "phase", "for"]), let head = members["fault"] else {
            return nil
        }
        let phase = members["phase"].map { readWord($0, as: Phase.self) }
        guard let kind = readWord(head, as: Fault.Kind.self) else { return nil }
        if kind == .phantom, let phase = members["phase"] {
            report("a phantom commits nothing, so it has no \"phase\"", at: phase)
        }
        let duration = members["for"].flatMap { readLength($0, of: kind) }
        guard phase != .some(nil), members["for"] == nil || duration != nil else { return nil }
        return .fault(Fault(kind: kind, phase: phase?.flatMap { $0 } ?? .beforeCommit, duration: duration))
    }

    /// The `for` of a fault.
    private mutating func readLength(_ place: Place, of kind: Fault.Kind) -> Duration? {
        guard kind.usualDuration != nil else {
            let noun = "\"\(kind.rawValue)\""
            report("\"for\" belongs to \"hang\" and \"drip\"; \(noun) has no length", at: place)
            return nil
        }
        guard let duration = readDuration(place) else { return nil }
        guard duration > .zero, duration <= Fault.longestDuration else {
            report("\"for\" is above zero and at most PT10M; found \(place.found)", at: place)
            return nil
        }
        return duration
    }
}
