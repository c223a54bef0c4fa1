import JSON

/// Hides what a card number must not show: the four digits after the eighth, and the last one.
package func maskCardNumber(_ number: String) -> String {
    let count = number.utf8.count
    let masked = number.utf8.enumerated().map { index, digit in
        count > 12 && (index < 8 || (12..<(count - 1)).contains(index)) ? digit : UInt8(ascii: "*")
    }
    return String(decoding: masked, as: UTF8.self)
}

/// The body of a registration by card as a log may show it.
func maskedCardBody(_ body: [UInt8]) -> [UInt8] {
    guard let object = try? JSONNode(parsing: body).object else { return Array("(not logged: no JSON object)".utf8) }
    let secret: Set = ["cardNumber", "cardPassword", "customerIdentityNumber", "vbv"]
    return JSONWriter.bytes { json in
        json.object { json in
            for member in object.members {
                json.name(dynamic: member.name)
                if member.name == "cardNumber", let number = member.node.string.flatMap(normalizedCardNumber) {
                    json.string(maskCardNumber(number))
                } else if secret.contains(member.name) {
                    json.string("***")
                } else {
                    json.value(member.node)
                }
            }
        }
    }
}
