internal import Encodings
internal import JSON

/// Takes out of texts what no log may hold: card numbers, keys, passwords, tokens.
///
/// A value goes whole when its member's name says what it is. Any other text is searched for the secrets of this
/// process, for keys of Toss, for login tokens, for `Basic` and `Bearer` credentials, and for the digits of a card.
package struct Mask: Sendable {
    /// What stands in for a whole value.
    package static let stars = "***"

    private let secrets: [[UInt8]]

    /// Makes a mask that also knows the secrets of this process; those under 8 bytes would hit words, and are left out.
    package init(secrets: [Secret] = []) {
        self.secrets = secrets.map(\.bytes).filter { $0.count >= 8 }.sorted { $0.count > $1.count }
    }

    /// Whether a member's value must not be seen, judged by its name without regard to case, `_` and `-`.
    package func hides(memberNamed name: String) -> Bool {
        let plain = String(decoding: name.utf8.filter { $0 != 0x5F && $0 != 0x2D }, as: UTF8.self).lowercased()
        return Self.telltales.contains { plain.contains($0) }
    }

    private static let telltales = [
        "password", "passwd", "secret", "token", "authorization", "cookie", "credential", "billingkey", "authkey",
        "cardnumber", "cardexpiration", "encryptionkey", "securitykey", "privatekey", "apikey", "jwt", "cvc", "cvv",
        "identitynumber", "accountnumber",
        // What a guest proves with that an order is theirs.
        "access",
    ]

    /// The text without what must not be seen.
    package func text(_ text: String) -> String {
        var bytes = Array(text.utf8)
        for secret in secrets { replace(secret, in: &bytes) }
        maskPrefixed(&bytes)
        maskDigits(&bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    func write(_ node: JSONNode, to json: inout JSONWriter) {
        switch node.value {
        case .string(let value): json.string(text(value))
        case .number(let number): write(number: number.text, to: &json)
        case .array(let nodes): json.array { json in for node in nodes { write(node, to: &json) } }
        case .object(let object):
            json.object { json in
                for member in object.members {
                    json.name(dynamic: text(member.name))
                    if hides(memberNamed: member.name), !member.node.isNull {
                        json.string(Self.stars)
                    } else {
                        write(member.node, to: &json)
                    }
                }
            }
        case .null, .bool: json.value(node)
        }
    }

    /// Writes a number, or the stars of one that looks like a card.
    func write(number text: String, to json: inout JSONWriter) {
        let masked = self.text(text)
        if masked == text { json.number(JSONNumber(text: text)) } else { json.string(masked) }
    }
}

private let star = UInt8(ascii: "*")

private func replace(_ secret: [UInt8], in bytes: inout [UInt8]) {
    var start = 0
    while start + secret.count <= bytes.count {
        if bytes[start] == secret[0], bytes[start..<(start + secret.count)].elementsEqual(secret) {
            bytes.replaceSubrange(start..<(start + secret.count), with: Mask.stars.utf8)
            start += Mask.stars.utf8.count
        } else {
            start += 1
        }
    }
}

/// Masks what follows a prefix that gives a secret away, up to the end of the word.
private func maskPrefixed(_ bytes: inout [UInt8]) {
    // A token begins with the Base64 of `{"`.
    for prefix in ["test_sk_", "live_sk_", "test_gsk_", "live_gsk_", "test_ak_", "Basic ", "Bearer ", "eyJ", "access="]
    {
        let prefix = Array(prefix.utf8)
        var start = 0
        while start + prefix.count < bytes.count {
            guard bytes[start..<(start + prefix.count)].elementsEqual(prefix, by: { $0 | 0x20 == $1 | 0x20 }) else {
                start += 1
                continue
            }
            let from = start + prefix.count
            var end = from
            while end < bytes.count, isWord(bytes[end]) { end += 1 }
            // Shorter ones are words of a sentence.
            if end - from >= 6 {
                bytes.replaceSubrange(from..<end, with: Mask.stars.utf8)
                start = from + Mask.stars.utf8.count
            } else {
                start = from
            }
        }
    }
}

private func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    default: "-_.=+/~".utf8.contains(byte)
    }
}

/// Masks all but the last four digits of whatever may be a card's number: 14 to 19 digits, also in groups.
///
/// Sixteen digits or more always are one. Fewer may also come from the date inside a payment key, so within a longer
/// word fourteen do not count, and fifteen when they pass the check of card numbers.
private func maskDigits(_ bytes: inout [UInt8]) {
    var start = 0
    while start < bytes.count {
        guard isDigit(bytes[start]) else {
            start += 1
            continue
        }
        var places = [start]
        var next = start + 1
        while next < bytes.count {
            if isDigit(bytes[next]) {
                places.append(next)
                next += 1
            } else if bytes[next] == 0x20 || bytes[next] == 0x2D, next + 1 < bytes.count, isDigit(bytes[next + 1]) {
                next += 1
            } else {
                break
            }
        }
        let isInWord = (start > 0 && isLetter(bytes[start - 1])) || (next < bytes.count && isLetter(bytes[next]))
        let digits = places.map { bytes[$0] }
        if digits.count >= (isInWord ? 16 : 14) || (digits.count == 15 && passesLuhn(digits.span)) {
            for place in places.dropLast(4) { bytes[place] = star }
        }
        start = next
    }
}

private func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
private func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) || byte >= 0x80 }
