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
        self.secrets = secrets.map(\.bytes).filter { $0.count >= 8 }.flatMap(Self.spellings)
            .sorted { $0.count > $1.count }
    }

    /// A secret as texts may have it: a key of bytes is written in digits.
    private static func spellings(_ bytes: [UInt8]) -> [[UInt8]] {
        guard !bytes.allSatisfy({ (0x20...0x7E).contains($0) }) else { return [bytes] }
        return [bytes, Array(hex(bytes).utf8), Array(base64(bytes).utf8), Array(base64(bytes, .urlSafe).utf8)]
    }

    /// Whether a member's value must not be seen, judged by its name without regard to case, `_` and `-`.
    package func hides(memberNamed name: String) -> Bool {
        // All of them are made of small letters.
        let plain = name.utf8.filter { $0 != 0x5F && $0 != 0x2D }.map { $0 | 0x20 }
        return Self.telltales.contains { isFound($0, in: plain) }
    }

    private static let telltales: [[UInt8]] = [
        "password", "passwd", "secret", "token", "authorization", "cookie", "credential", "billingkey", "authkey",
        "cardnumber", "cardexpiration", "encryptionkey", "securitykey", "privatekey", "apikey", "jwt", "cvc", "cvv",
        "identitynumber", "accountnumber",
        // What a guest proves with that an order is theirs.
        "access",
    ].map { Array($0.utf8) }

    /// The text without what must not be seen.
    package func text(_ text: String) -> String {
        var bytes = Array(text.utf8)
        for secret in secrets { replace(secret, in: &bytes) }
        maskPrefixed(&bytes)
        maskTokens(&bytes)
        return String(decoding: CardDigits.masked(bytes), as: UTF8.self)
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

private func isFound(_ word: [UInt8], in bytes: [UInt8]) -> Bool {
    guard bytes.count >= word.count else { return false }
    return (0...(bytes.count - word.count)).contains { start in
        bytes[start] == word[0] && word.indices.allSatisfy { bytes[start + $0] == word[$0] }
    }
}

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

private let prefixes = ["test_sk_", "live_sk_", "test_gsk_", "live_gsk_", "test_ak_", "Basic ", "Bearer ", "access="]
    .map { Array($0.utf8) }

/// Masks what follows a prefix that gives a secret away, up to the end of the word.
private func maskPrefixed(_ bytes: inout [UInt8]) {
    for prefix in prefixes {
        var start = 0
        while start + prefix.count < bytes.count {
            guard isSameLetter(bytes[start], prefix[0]),
                bytes[start..<(start + prefix.count)].elementsEqual(prefix, by: isSameLetter)
            else {
                start += 1
                continue
            }
            let from = start + prefix.count
            let end = endOfWord(from: from, in: bytes)
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

/// Masks tokens: words that begin with the Base64 of `{"` and have a second part behind a dot, as no key of Toss has.
private func maskTokens(_ bytes: inout [UInt8]) {
    let beginning = Array("eyJ".utf8)
    var start = 0
    while start + beginning.count < bytes.count {
        guard bytes[start] == beginning[0], bytes[start..<(start + beginning.count)].elementsEqual(beginning),
            start == 0 || !isAlphanumeric(bytes[start - 1])
        else {
            start += 1
            continue
        }
        let end = endOfWord(from: start, in: bytes)
        let word = bytes[start..<end]
        if let dot = word.firstIndex(of: UInt8(ascii: ".")), dot + 1 < end, isAlphanumeric(bytes[dot + 1]) {
            bytes.replaceSubrange((start + beginning.count)..<end, with: Mask.stars.utf8)
            start += beginning.count + Mask.stars.utf8.count
        } else {
            start = end
        }
    }
}

private func endOfWord(from start: Int, in bytes: [UInt8]) -> Int {
    bytes[start...].firstIndex { !isWord($0) } ?? bytes.count
}

/// Without regard to the case of letters; other characters must be the same.
private func isSameLetter(_ one: UInt8, _ other: UInt8) -> Bool {
    one == other || (one | 0x20 == other | 0x20 && (0x61...0x7A).contains(one | 0x20))
}

private func isAlphanumeric(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
}

private func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    default: "-_.=+/~".utf8.contains(byte)
    }
}
