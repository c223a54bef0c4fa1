extension Buyer {
    /// Somebody signed in, as far as buying is concerned.
    package init(_ account: Account) {
        let role: Role =
            switch account.role {
            case .customer: .customer
            case .support: .support
            case .admin: .admin
            }
        self.init(
            id: account.id,
            name: account.name,
            email: account.email.description,
            role: role,
            memberSince: account.memberSince
        )
    }
}

extension Call {
    /// Who buys, where somebody must be signed in.
    func buyer() throws(Problem) -> Buyer { Buyer(try account()) }

    /// Who buys; nil for a guest.
    var buyerOrGuest: Buyer? { caller.map(Buyer.init) }
}
