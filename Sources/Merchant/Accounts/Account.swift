package import TossAPI

/// Somebody who can sign in.
package struct Account: Sendable, Equatable {
    /// What somebody may do; each may do what the one before may.
    package enum Role: String, CaseIterable, Sendable {
        /// Buys.
        case customer
        /// Reads, and refunds up to a limit.
        case support
        /// Does everything.
        case admin
    }

    /// What a subscription gives.
    package enum Tier: String, CaseIterable, Sendable {
        /// Nothing.
        case free = "FREE"
        /// Everything.
        case pro = "PRO"
    }

    /// The number in `users`: ten digits, drawn at random.
    package let id: Int64
    /// Unique.
    package let email: EmailAddress
    /// As they wrote it.
    package let name: String
    /// As they wrote it.
    package let phone: String?
    /// What they may do.
    package let role: Role
    /// Since when they are a member, which lowers prices; nil for no member.
    package let memberSince: Instant?
    /// What their subscription gives.
    package let tier: Tier
    /// When they registered.
    package let createdAt: Instant
    /// When they last signed in; nil for never.
    package let lastLoginAt: Instant?
    /// Drawn at random with every password: tokens that name another one are no good.
    let loginEpoch: Secret
}
