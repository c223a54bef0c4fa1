import JSON

/// Hides what a card number must not show: the four digits after the eighth, and the last one.
package func maskCardNumber(_ number: String) -> String {
    let count = number.utf8.count
    let masked = number.utf8.enumerated().map { index, digit in
        count > 12 && (index < 8 || (12..<(count - 1)).contains(index)) ? digit : UInt8(ascii: "*")
    }
    return String(decoding: masked, as: UTF8.self)
}

/// A request's body as a log or a journal may keep it.
///
/// Members that hold a card are masked by name, and whatever looks like a card number wherever else it stands: 13 to 20
/// digits that pass the Luhn check. Only the gateway's and the shop's own keys keep theirs, which may pass by chance.
func maskedBody(_ body: [UInt8], holdsCard: Bool) -> [UInt8] {
    guard holdsCard || !cardNumbers(in: body).isEmpty else { return body }
    guard let node = try? JSONNode(parsing: body) else { return maskingCardNumbers(in: body) }
    return JSONWriter.bytes(capacity: body.count) { write(node, named: "", to: &$0) }
}

private let secretMembers: Set = ["cardNumber", "cardPassword", "customerIdentityNumber", "vbv"]
private let keyMembers: Set = ["orderId", "paymentKey", "customerKey", "billingKey", "authKey", "cancelRequestId"]

private func write(_ node: JSONNode, named name: String, to json: inout JSONWriter) {
    if secretMembers.contains(name), !node.isNull {
        let number = name == "cardNumber" ? node.string.flatMap(normalizedCardNumber) : nil
        return json.string(number.map(maskCardNumber) ?? "***")
    }
    switch node.value {
    case .object(let object):
        json.object { json in
            for member in object.members {
                json.name(dynamic: member.name)
                write(member.node, named: member.name, to: &json)
            }
        }
    case .array(let nodes): json.array { json in for node in nodes { write(node, named: name, to: &json) } }
    case .string(let text) where !keyMembers.contains(name):
        json.string(String(decoding: maskingCardNumbers(in: Array(text.utf8)), as: UTF8.self))
    case .number(let number) where !cardNumbers(in: Array(number.text.utf8)).isEmpty: json.string("***")
    case .string, .number, .bool, .null: json.value(node)
    }
}

/// Where digits stand that may be a card number, spaces and dashes between them included.
private func cardNumbers(in bytes: [UInt8]) -> [Range<Int>] {
    var found: [Range<Int>] = []
    var start = 0
    while start < bytes.count {
        guard isDigit(bytes[start]) else {
            start += 1
            continue
        }
        var end = start
        var digits = 0
        var last = start
        while end < bytes.count,
            isDigit(bytes[end]) || bytes[end] == UInt8(ascii: " ") || bytes[end] == UInt8(ascii: "-")
        {
            if isDigit(bytes[end]) {
                digits += 1
                last = end
            }
            end += 1
        }
        if (13...20).contains(digits), passesLuhn(bytes[start...last]) { found.append(start..<(last + 1)) }
        start = end
    }
    return found
}

/// The Luhn check over the digits among these bytes, without a copy: every request's body is searched.
private func passesLuhn(_ bytes: ArraySlice<UInt8>) -> Bool {
    var sum = 0
    var isDoubled = false
    for byte in bytes.reversed() where isDigit(byte) {
        let digit = Int(byte - UInt8(ascii: "0")) * (isDoubled ? 2 : 1)
        sum += digit > 9 ? digit - 9 : digit
        isDoubled.toggle()
    }
    return sum % 10 == 0
}

private func maskingCardNumbers(in bytes: [UInt8]) -> [UInt8] {
    var masked = bytes
    for range in cardNumbers(in: bytes) {
        for index in range where isDigit(bytes[index]) { masked[index] = UInt8(ascii: "*") }
    }
    return masked
}
