/// What a Toss key's prefix tells; the key itself is kept elsewhere.
package struct TossKeyKind: Hashable, Sendable {
    /// Who holds a key.
    package enum Role: Sendable {
        /// The browser; it is no secret.
        case client
        /// The backend.
        case secret
    }

    /// Whether real money moves.
    package let isLive: Bool
    /// Whether it belongs to the payment widget, which has a pair of its own.
    package let isWidget: Bool
    /// Who holds it.
    package let role: Role

    /// Reads the prefix of a whole key; nil when it is none of Toss's, or nothing follows it.
    package init?(_ key: String) {
        let parts = key.split(separator: "_", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, !parts[2].isEmpty, parts[2].utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            return nil
        }
        switch parts[0] {
        case "test": isLive = false
        case "live": isLive = true
        default: return nil
        }
        switch parts[1] {
        case "ck": (isWidget, role) = (false, .client)
        case "gck": (isWidget, role) = (true, .client)
        // `ak` was the name of test secret keys from 2020 to 2022.
        case "sk", "ak": (isWidget, role) = (false, .secret)
        case "gsk": (isWidget, role) = (true, .secret)
        default: return nil
        }
    }
}
