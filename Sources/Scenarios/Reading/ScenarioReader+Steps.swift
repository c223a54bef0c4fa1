import JSON
import TossAPI

/// Steps are checked and not kept: the command line runs them from the document.
extension ScenarioReader {
    mutating func checkSteps(_ place: Place) {
        allowsVariables = true
        defer { allowsVariables = false }
        for step in readElements(of: place, orEmpty: true) ?? [] { checkStep(step) }
    }

    private mutating func checkStep(_ place: Place) {
        let known = StepKind.allCases.map(\.rawValue) + ["expect", "save"]
        guard let members = readMembers(of: place, known: known) else { return }
        let comment = members[StepKind.comment.rawValue]
        if let comment { check(.comment, comment) }
        if let expect = members["expect"] { checkExpectation(expect) }
        if let save = members["save"] { checkSave(save) }
        let found = StepKind.actions.filter { members[$0.rawValue] != nil }
        for kind in found { if let place = members[kind.rawValue] { check(kind, place) } }
        if found.count > 1 {
            let names = found.map { "\"\($0.rawValue)\"" }.joined(separator: " and ")
            report("a step does one thing; this one has \(names)", at: place)
        }
        if found.isEmpty, comment == nil || members["expect"] != nil || members["save"] != nil {
            let kinds = Self.listed(StepKind.actions.map(\.rawValue))
            report("this step does nothing; it needs one of \(kinds)", at: place)
        }
    }

    private mutating func check(_ kind: StepKind, _ place: Place) {
        switch kind {
        case .buyer: checkBuyer(place)
        case .billingAuthorization: checkBillingAuthorization(place)
        case .http: checkHTTP(place)
        case .control: checkControl(place)
        case .advance: checkAdvance(place)
        case .settle: checkSettle(place)
        case .verify: _ = readVerification(place)
        case .comment: _ = readText(place)
        }
    }

    private mutating func checkBuyer(_ place: Place) {
        let required = BuyerMember.allCases.filter(\.isRequired).map(\.rawValue)
        guard let members = readMembers(of: place, known: BuyerMember.names + ["card"], required: required) else {
            return
        }
        checkBuyerMembers(members, among: BuyerMember.allCases)
    }

    private mutating func checkBillingAuthorization(_ place: Place) {
        let known = BuyerMember.ofRegistration.map(\.rawValue) + ["card"]
        let required = [BuyerMember.customerKey.rawValue]
        guard let members = readMembers(of: place, known: known, required: required) else { return }
        checkBuyerMembers(members, among: BuyerMember.ofRegistration)
    }

    private mutating func checkBuyerMembers(_ members: [String: Place], among known: [BuyerMember]) {
        for member in known {
            guard let place = members[member.rawValue] else { continue }
            switch member.kind {
            case .text: _ = readText(place)
            case .number: _ = readWhole(place, in: 0 ... .max)
            case .flag: _ = readFlag(place)
            case .object: if place.node.object == nil { refuse(place, expected: "an object") }
            case .behavior: checkBehaviour(place)
            }
        }
        if let place = members["card"] { _ = readText(place) }
        checkCard(members)
    }

    private mutating func checkCard(_ members: [String: Place]) {
        if let card = members["card"], members["cardNumber"] != nil {
            report("\"card\" is short for \"cardNumber\"; only one of them may be there", at: card)
        }
    }

    /// What the person in the window does.
    private mutating func checkBehaviour(_ place: Place) {
        guard place.node.object != nil else {
            _ = readWord(place, among: BuyerWord.allCases.map(\.rawValue))
            return
        }
        guard let members = readMembers(of: place, known: ["fail"], required: ["fail"]) else { return }
        if let fail = members["fail"] { _ = readCode(fail, of: [.toss], answered: false) }
    }

    private mutating func checkHTTP(_ place: Place) {
        let known = ["method", "url", "headers", "json", "body"]
        guard let members = readMembers(of: place, known: known, required: ["method", "url"]) else { return }
        if let place = members["method"] { _ = readWord(place, among: Self.methods, what: "method") }
        if let place = members["url"] { _ = readUrl(place, isReceiver: false) }
        if let place = members["body"] {
            if place.node.string == nil { refuse(place, expected: "a text; for JSON use \"json\"") }
            if members["json"] != nil { report("\"json\" and \"body\" are both there; keep one", at: place) }
        }
        guard let headers = members["headers"] else { return }
        if headers.node.object == nil { refuse(headers, expected: "an object such as {\"Idempotency-Key\": \"a1\"}") }
        for (name, nameOffset, place) in headers.members {
            if !Self.isHeaderName(name) {
                report("\"\(Place.shortened(name))\" is no header name", offset: nameOffset, path: place.path)
            }
            if place.node.string == nil { refuse(place, expected: "a text") }
        }
    }

    private static let methods = ["GET", "POST", "PUT", "PATCH", "DELETE"]

    private mutating func checkControl(_ place: Place) {
        let members = readMembers(of: place, known: ["method", "path", "json"], required: ["method", "path"])
        guard let members else { return }
        if let place = members["method"] { _ = readWord(place, among: Self.methods, what: "method") }
        guard let path = members["path"], !isVariable(path) else { return }
        if path.node.string?.hasPrefix("/sandbox") != true {
            refuse(path, expected: "a path of the control API, such as \"/sandbox/clock\"")
        }
    }

    /// A length of time, or the body of `POST /sandbox/clock/advance`.
    private mutating func checkAdvance(_ place: Place) {
        guard place.node.object != nil else { return checkLength(place) }
        guard let members = readMembers(of: place, known: ["by", "to", "next"]) else { return }
        if members.count != 1 { report("an advance has one of \"by\", \"to\" and \"next\"", at: place) }
        if let place = members["by"] { checkLength(place) }
        if let place = members["to"] { _ = readInstant(place) }
        if let place = members["next"], place.node.bool != true { refuse(place, expected: "true") }
    }

    /// A length of time that may have months: the clock knows the date.
    private mutating func checkLength(_ place: Place) {
        guard let text = place.node.string, isLength(text) || isVariable(place) else {
            refuse(place, expected: "a length of time, such as \"PT10M\" or \"P1M\"")
            return
        }
    }

    /// A length of real time, or the body of `POST /sandbox/settle`.
    private mutating func checkSettle(_ place: Place) {
        guard place.node.object != nil else {
            _ = readDuration(place)
            return
        }
        guard let members = readMembers(of: place, known: ["timeout", "until"]) else { return }
        if let place = members["timeout"] { _ = readDuration(place) }
        if let place = members["until"] { _ = readInstant(place) }
    }

    private mutating func checkExpectation(_ place: Place) {
        guard let members = readMembers(of: place, known: ["status", "json", "noAnswer"]) else { return }
        if members.isEmpty { report("nothing is expected; name a \"status\" or parts of the \"json\"", at: place) }
        if let place = members["status"] { _ = readWhole(place, in: 100...599) }
        guard let noAnswer = members["noAnswer"] else { return }
        if noAnswer.node.bool != true { refuse(noAnswer, expected: "true") }
        if members.count > 1 { report("an answer that never comes has neither status nor body", at: noAnswer) }
    }

    private mutating func checkSave(_ place: Place) {
        guard place.node.object != nil else {
            refuse(place, expected: "an object such as {\"key\": \"$.paymentKey\"}")
            return
        }
        for (name, nameOffset, place) in place.members {
            if !Variables.isName(name) {
                let advice = "letters, digits and _, with no digit in front"
                report(
                    "\"\(Place.shortened(name))\" is no name for ${…}: \(advice)",
                    offset: nameOffset,
                    path: place.path
                )
            }
            if place.node.string.flatMap({ ValuePath($0) }) == nil {
                refuse(place, expected: "a path such as \"$.paymentKey\" or \"$.cancels[0].transactionKey\"")
            }
        }
    }
}
