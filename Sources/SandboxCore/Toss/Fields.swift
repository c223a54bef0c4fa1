import JSON
import Routing
import TossAPI

/// The members of a request body, read one by one with the rule each must keep.
///
/// A rule broken is `INVALID_REQUEST` unless Toss has a code of its own for it. Members nobody asks for are ignored, as
/// Toss does.
struct Fields {
    private let object: JSONObject

    /// Reads a body that must be a JSON object, sent as JSON.
    init(of request: APIRequest) throws(Refusal) {
        let type = request.headers.contentType
        guard let type, Self.isJSON(type) else {
            let found = type.map { "it was \($0)" } ?? "there was none"
            throw Refusal(.invalidRequest, note: "Content-Type must be application/json; \(found).")
        }
        let body: JSONNode
        do throws(JSONError) {
            body = try JSONNode(parsing: request.body)
        } catch {
            throw Refusal(.invalidRequest, note: "The body is not the JSON we accept: \(error).")
        }
        guard let object = body.object else {
            throw Refusal(.invalidRequest, note: "The body must be a JSON object; found \(body.value.kind).")
        }
        self.object = object
    }

    private static func isJSON(_ contentType: String) -> Bool {
        if contentType == "application/json" { return true }
        let media = contentType.prefix { $0 != ";" }.lowercased().filter { $0 != " " && $0 != "\t" }
        return media == "application/json" || (media.hasPrefix("application/") && media.hasSuffix("+json"))
    }

    func refusal(_ name: String, _ rule: String, found: String, code: ErrorCode = .invalidRequest) -> Refusal {
        Refusal(code, note: "\(name) must be \(rule); found \(found).")
    }

    func has(_ name: String) -> Bool { value(name) != nil }

    /// The member's value; null counts as absent.
    private func value(_ name: String) -> JSONNode? {
        object[name].flatMap { $0.isNull ? nil : $0 }
    }

    func text(
        _ name: String,
        _ length: ClosedRange<Int>,
        otherwise code: ErrorCode = .invalidRequest
    ) throws(Refusal)
        -> String
    {
        guard let text = try optionalText(name, length, otherwise: code) else {
            throw refusal(name, "given", found: "nothing")
        }
        return text
    }

    /// A key that stands in the path, or in the body of another form of the call.
    func key(_ name: String, in parameters: PathParameters) throws(Refusal) -> String {
        if let key = parameters[name] { return key }
        return try text(name, 1...200)
    }

    /// Text of so many characters, or nil when the member is absent.
    func optionalText(
        _ name: String,
        _ length: ClosedRange<Int>,
        otherwise code: ErrorCode = .invalidRequest
    )
        throws(Refusal) -> String?
    {
        guard let node = value(name) else { return nil }
        guard let text = node.string else { throw refusal(name, "a string", found: node.value.kind, code: code) }
        var count = 0
        var hasNull = false
        let bytes = text.utf8.span
        for index in bytes.indices {
            // A scalar has one byte that continues none before it.
            if bytes[index] & 0xC0 != 0x80 { count += 1 }
            if bytes[index] == 0 { hasNull = true }
        }
        guard length.contains(count), !hasNull else {
            let rule = "\(length.lowerBound) to \(length.upperBound) characters"
            throw refusal(name, rule, found: "\(count)", code: code)
        }
        return text
    }

    /// 6 to 64 of letters, digits, `-`, `_` and `=` (documented in two alphabets; this is the wider one).
    func orderId() throws(Refusal) -> String {
        let text = try text("orderId", 6...64)
        guard isOrderId(text) else { throw refusal("orderId", "letters, digits, -, _ and =", found: "others") }
        return text
    }

    /// 2 to 300 characters (documented).
    ///
    /// The real API takes any character (measured), so the alphabet is not checked. Above 300 it answers a 500
    /// (measured), which we do not copy.
    func customerKey() throws(Refusal) -> String {
        try text("customerKey", 2...300)
    }

    func won(_ name: String) throws(Refusal) -> Won {
        guard let amount = try optionalWon(name) else { throw refusal(name, "given", found: "nothing") }
        return amount
    }

    /// Whole won, or nil when the member is absent.
    ///
    /// A string that holds a number is taken too (measured on confirm).
    func optionalWon(_ name: String, _ range: ClosedRange<Int64> = 0...Won.largest.amount) throws(Refusal) -> Won? {
        guard let node = value(name) else { return nil }
        let number: Int64? =
            switch node.value {
            case .number(let number): number.integer
            case .string(let text): text.utf8.allSatisfy(isDigit) ? Int64(text) : nil
            case .null, .bool, .array, .object: nil
            }
        guard let number, range.contains(number) else {
            let upTo = range.upperBound == .max ? "" : " to \(range.upperBound)"
            throw refusal(name, "a whole number from \(range.lowerBound)\(upTo)", found: found(node))
        }
        return Won(number)
    }

    /// 0 or 2 to 12 months, and above 0 only from 50,000 won (documented).
    func installmentPlan(amount: Won) throws(Refusal) -> Int {
        guard let months = try optionalWon("cardInstallmentPlan")?.amount, months != 0 else { return 0 }
        guard (2...12).contains(months), amount >= 50_000 else {
            throw refusal(
                "cardInstallmentPlan",
                "0, or 2 to 12 from 50,000 won on",
                found: "\(months) for \(amount) won",
                code: .invalidCardInstallmentPlan
            )
        }
        return Int(months)
    }

    func twoDigits(_ name: String, _ range: ClosedRange<Int>, otherwise code: ErrorCode) throws(Refusal) -> Int {
        let text = try text(name, 1...20, otherwise: code)
        guard text.utf8.count == 2, text.utf8.allSatisfy(isDigit), let number = Int(text), range.contains(number) else {
            throw refusal(name, "2 digits", found: "\"\(text)\"", code: code)
        }
        return number
    }

    /// A flag, false when the member is absent.
    func flag(_ name: String) throws(Refusal) -> Bool {
        guard let node = value(name) else { return false }
        guard let flag = node.bool else { throw refusal(name, "true or false", found: node.value.kind) }
        return flag
    }

    /// Members that Toss takes and that change nothing here; their types are checked all the same.
    func checkTexts(_ names: String...) throws(Refusal) {
        for name in names { _ = try optionalText(name, 0...1000) }
    }

    /// The 3-D Secure values of a registration by card, which nothing here looks into.
    func checkSecureCode() throws(Refusal) {
        guard let node = value("vbv") else { return }
        guard let object = node.object else { throw refusal("vbv", "an object", found: node.value.kind) }
        try Fields(object: object).checkTexts("cavv", "xid", "eci")
    }

    /// The optional members that describe a customer.
    func checkCustomer() throws(Refusal) {
        if let email = try optionalText("customerEmail", 0...100, otherwise: .invalidEmail), !isEmail(email) {
            throw refusal("customerEmail", "an e-mail address", found: "\"\(email)\"", code: .invalidEmail)
        }
        _ = try optionalText("customerName", 0...100)
        if let phone = try optionalText("customerMobilePhone", 8...15), !phone.utf8.allSatisfy(isDigit) {
            throw refusal("customerMobilePhone", "8 to 15 digits", found: "other characters")
        }
    }

    /// Only virtual accounts need a refund account, but a wrong one is refused for every payment.
    func checkRefundAccount() throws(Refusal) {
        guard let node = value("refundReceiveAccount") else { return }
        guard let object = node.object else { throw refusal("refundReceiveAccount", "an object", found: found(node)) }
        let account = Fields(object: object)
        let bank = try account.text("bank", 1...20, otherwise: .invalidBank)
        guard Bank(request: bank) != nil else {
            throw refusal(
                "refundReceiveAccount.bank",
                "a bank's code or name",
                found: "\"\(bank)\"",
                code: .invalidBank
            )
        }
        let number = try account.text("accountNumber", 1...20, otherwise: .invalidRefundAccountNumber)
        guard number.utf8.allSatisfy(isDigit) else {
            let rule = "digits only"
            throw refusal("accountNumber", rule, found: "others", code: .invalidRefundAccountNumber)
        }
        _ = try account.text("holderName", 1...60, otherwise: .invalidRefundAccountInfo)
    }

    private init(object: JSONObject) { self.object = object }

    private func found(_ node: JSONNode) -> String {
        node.number.map(\.text) ?? node.value.kind
    }
}

/// Whether `text` is a valid orderId: 6 to 64 of `[A-Za-z0-9-_=]`.
package func isOrderId(_ text: String) -> Bool {
    let bytes = text.utf8.span
    guard (6...64).contains(bytes.count) else { return false }
    for index in bytes.indices {
        switch bytes[index] {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "="):
            break
        default: return false
        }
    }
    return true
}

func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

private func isEmail(_ text: String) -> Bool {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    return parts.count == 2 && !parts[0].isEmpty && parts[1].contains(".") && !text.contains(" ")
        && parts[1].first != "." && parts[1].last != "."
}
