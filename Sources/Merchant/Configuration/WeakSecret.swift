internal import Encodings

/// Tells a secret that was made up, or typed for want of one, from one that was drawn.
///
/// No test proves that bytes were drawn at random; these are the ones that people write.
enum WeakSecret {
    /// Whether bytes, or what they are the digits of, follow a pattern that a guesser tries.
    static func isWeak(_ bytes: [UInt8]) -> Bool {
        if hasPattern(bytes) { return true }
        let text = String(decoding: bytes, as: UTF8.self)
        let readings = [decodeHex(text), decodeBase64(text), decodeBase64(text, .urlSafe)].compactMap { $0 }
        if readings.contains(where: { $0.count >= 8 && hasPattern($0) }) { return true }
        let plain = text.lowercased().filter { $0.isLetter }
        return placeholders.contains { plain.contains($0) }
    }

    private static func hasPattern(_ bytes: [UInt8]) -> Bool {
        Set(bytes).count < min(8, bytes.count) || repeats(bytes) || counts(bytes)
    }

    /// Whether it is a shorter text over and over.
    private static func repeats(_ bytes: [UInt8]) -> Bool {
        guard bytes.count >= 2 else { return true }
        return (1...(bytes.count / 2)).contains { period in
            bytes.indices.dropFirst(period).allSatisfy { bytes[$0] == bytes[$0 - period] }
        }
    }

    /// Whether most bytes are as far from the one before as all the others are: 0, 1, 2, 3 and the like.
    private static func counts(_ bytes: [UInt8]) -> Bool {
        var steps: [UInt8: Int] = [:]
        for index in bytes.indices.dropFirst() { steps[bytes[index] &- bytes[index - 1], default: 0] += 1 }
        return (steps.values.max() ?? 0) * 4 >= bytes.count * 3
    }

    private static let placeholders = [
        "changeme", "changethis", "replaceme", "replacethis", "yoursecret", "yourjwtsecret", "yourkey", "supersecret",
        "mysecret", "secretkey", "developmentonly", "knowntoeverybody", "donotuse", "insertsecret",
    ]
}
