import TossAPI

/// The keys that Toss gives out, in the shapes seen on the wire.
extension IdentifierGenerator {
    /// First five characters of the mId, `yyyyMMddHHmmss`, five letters or digits (measured).
    mutating func paymentKey(mId: String, at now: Instant) -> String {
        mId.prefix(5) + now.compactStamp + keyText(5)
    }

    /// `txrd_a01` and a 26-character lower-case id that sorts by time (measured since 2025).
    mutating func transactionKey(at now: Instant) -> String {
        "txrd_a01" + sortableKey(at: now)
    }

    /// `ps_` and 28 letters or digits (measured).
    mutating func secret() -> String {
        "ps_" + keyText(28)
    }

    /// URL-safe base64 of 32 bytes, so 44 characters that end in `=` (measured).
    mutating func billingKey() -> String {
        let last = lastKeyBase64()
        return keyBase64(42) + String(decoding: [last, UInt8(ascii: "=")], as: UTF8.self)
    }

    /// A form of our own; Toss documents only its length, up to 300.
    mutating func authKey() -> String {
        "bln_" + keyText(32)
    }
}
