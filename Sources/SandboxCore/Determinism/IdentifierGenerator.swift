import Determinism
internal import Encodings
import TossAPI

/// Mints every identifier a sandbox gives out, in the shapes seen on the wire.
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

    /// First five characters of the mId, `yyyyMMddHHmmss`, five letters or digits (measured).
    mutating func paymentKey(mId: String, at now: Instant) -> String {
        mId.prefix(5) + now.compactStamp + Self.text(5, of: Self.alphanumerics, from: &keys)
    }

    /// `txrd_a01` and a 26-character lower-case id that sorts by time (measured since 2025).
    mutating func transactionKey(at now: Instant) -> String {
        "txrd_a01" + Self.sortableId(at: now, from: &keys)
    }

    /// `ps_` and 28 letters or digits (measured).
    mutating func secret() -> String {
        "ps_" + Self.text(28, of: Self.alphanumerics, from: &keys)
    }

    /// URL-safe base64 of 32 bytes, so 44 characters that end in `=` (measured).
    mutating func billingKey() -> String {
        // 256 bits leave four for the last digit, whose other two are zero.
        let last = Self.base64URL[Int(keys.next(below: 16)) * 4]
        return Self.text(42, of: Self.base64URL, from: &keys)
            + String(decoding: [last, UInt8(ascii: "=")], as: UTF8.self)
    }

    /// A form of our own; Toss documents only its length, up to 300.
    mutating func authKey() -> String {
        "bln_" + Self.text(32, of: Self.alphanumerics, from: &keys)
    }

    /// `whtrans_a01` and a sortable id (documented by example).
    mutating func deliveryId(at now: Instant) -> String {
        "whtrans_a01" + Self.sortableId(at: now, from: &deliveries)
    }

    /// The value of `x-tosspayments-trace-id`: 32 hexadecimal digits.
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
