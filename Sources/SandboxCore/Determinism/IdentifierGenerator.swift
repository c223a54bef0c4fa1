import Determinism
internal import Encodings
import TossAPI

/// Mints every identifier a sandbox gives out, of chance that is none.
///
/// One stream for each purpose, so that one more webhook changes no key.
package struct IdentifierGenerator: Sendable, Equatable {
    private var keys: SeededStream
    private var traces: SeededStream
    private var deliveries: SeededStream
    private var fractions: SeededStream

    package init(seed: UInt64) {
        keys = SeededStream(seed: seed, label: "keys")
        traces = SeededStream(seed: seed, label: "traces")
        deliveries = SeededStream(seed: seed, label: "deliveries")
        fractions = SeededStream(seed: seed, label: "fractions")
    }

    /// Goes on behind the keys that a copy has given out.
    mutating func skipKeys(givenOutBy other: IdentifierGenerator) { keys = other.keys }

    /// So many letters and digits for a key.
    mutating func keyText(_ count: Int) -> String { Self.text(count, of: Self.alphanumerics, from: &keys) }

    /// So many digits of URL-safe base 64 for a key.
    mutating func keyBase64(_ count: Int) -> String { Self.text(count, of: Self.base64URL, from: &keys) }

    /// The digit of URL-safe base 64 that ends 32 bytes: 256 bits leave four for it, and its other two are zero.
    mutating func lastKeyBase64() -> UInt8 { Self.base64URL[Int(keys.next(below: 16)) * 4] }

    /// 26 lower-case characters for a key, which sort by time.
    mutating func sortableKey(at now: Instant) -> String { Self.sortableId(at: now, from: &keys) }

    /// What the API begins the ids of its webhooks with, and a sortable id.
    mutating func deliveryId(_ prefix: String, at now: Instant) -> String {
        prefix + Self.sortableId(at: now, from: &deliveries)
    }

    /// What an answer can be traced by: 32 hexadecimal digits.
    package mutating func traceId() -> String {
        Self.text(32, of: Self.hexadecimal, from: &traces)
    }

    /// How many fraction digits the next classic webhook's `createdAt` has: 1 to 6.
    ///
    /// Real bodies drop trailing zeros (measured), which breaks parsers that expect three or six digits.
    mutating func fractionDigits() -> Int { 1 + Int(fractions.next(below: 6)) }

    /// Microseconds below the second for a stamp whose clock stands at a whole one, so that a manual clock shows
    /// receivers the same variety as a running one.
    mutating func fractionMicroseconds() -> Int64 { 1 + Int64(fractions.next(below: 999_999)) }

    private static let alphanumerics = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)
    private static let base64URL = Base64Alphabet.urlSafe.characters
    private static let hexadecimal = Array("0123456789abcdef".utf8)
    private static let crockford = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)

    private static func text(_ count: Int, of alphabet: [UInt8], from stream: inout SeededStream) -> String {
        String(unsafeUninitializedCapacity: count) { buffer in
            for index in 0..<count { buffer[index] = alphabet[Int(stream.next(below: UInt64(alphabet.count)))] }
            return count
        }
    }

    /// Ten characters of milliseconds, sixteen of chance, in Crockford's base 32.
    private static func sortableId(at now: Instant, from stream: inout SeededStream) -> String {
        let milliseconds = UInt64(clamping: now.microseconds / 1000)
        let low = stream.next()
        let high = stream.next()
        return String(unsafeUninitializedCapacity: 26) { buffer in
            for index in 0..<10 { buffer[index] = crockford[Int(milliseconds >> (5 * UInt64(9 - index)) & 31)] }
            for index in 0..<8 {
                buffer[10 + index] = crockford[Int(low >> (5 * UInt64(index)) & 31)]
                buffer[18 + index] = crockford[Int(high >> (5 * UInt64(index)) & 31)]
            }
            return 26
        }
    }
}
