package import TossAPI

/// Whoever is logged in, as far as buying is concerned.
package struct Buyer: Sendable, Hashable {
    /// What somebody may do beyond their own affairs.
    package enum Role: String, CaseIterable, Sendable {
        /// Nothing.
        case customer
        /// Sees everything.
        case support
        /// Sees and refunds everything.
        case admin
    }

    /// The number of the account.
    package let id: Int64
    /// As they wrote it.
    package let name: String
    /// Where mails go.
    package let email: String
    /// What they may do for others.
    package let role: Role
    /// Nil for somebody with an account who is no member.
    package let memberSince: Instant?

    /// Describes somebody.
    package init(id: Int64, name: String, email: String, role: Role = .customer, memberSince: Instant?) {
        self.id = id
        self.name = name
        self.email = email
        self.role = role
        self.memberSince = memberSince
    }

    /// Whether other people's orders may be seen.
    package var mayReadAll: Bool {
        switch role {
        case .support, .admin: true
        case .customer: false
        }
    }

    /// Whether other people's payments may be refunded, at any time.
    package var mayRefundAll: Bool {
        switch role {
        case .admin: true
        case .customer, .support: false
        }
    }
}
