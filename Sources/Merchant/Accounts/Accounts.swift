internal import Database
package import HTTPServer
internal import TossAPI

/// Who may sign in, and who has.
package struct Accounts: Sendable {
    /// What somebody registers with.
    package struct Registration: Sendable {
        let email: EmailAddress
        let password: Secret
        let name: String
        let phone: String?
        let referralCode: String?

        /// Describes somebody; the password has been checked against `PasswordRule`.
        package init(
            email: EmailAddress,
            password: Secret,
            name: String,
            phone: String? = nil,
            referralCode: String? = nil
        ) {
            self.email = email
            self.password = password
            self.name = name
            self.phone = phone
            self.referralCode = referralCode
        }
    }

    private let store: Store
    private let clock: MerchantClock
    private let secret: Secret
    private let cost: PasswordHash.Cost
    private let passwords = PasswordThread()
    /// Checked when no account has the address, so that the answer takes as long as for a wrong password.
    private let decoy: PasswordHash

    /// Keeps accounts in a store and signs their tokens with `secret`, by the time of `clock`.
    package init(
        store: Store,
        clock: MerchantClock,
        secret: Secret,
        cost: PasswordHash.Cost = .standard
    ) throws {
        self.store = store
        self.clock = clock
        self.secret = secret
        self.cost = cost
        decoy = try PasswordHash(of: "", cost: cost)
    }

    /// Adds a customer; an address that is taken is a conflict.
    package func register(_ registration: Registration) async throws -> Account {
        let now = try await clock.now()
        let hash = try await hash(registration.password)
        let account = try await store.write { connection in
            try AccountTable.insert(registration, hash: hash, role: .customer, at: now, in: connection)
        }
        guard let account else { throw Problem(.conflict, "\(registration.email) is registered already") }
        return account
    }

    /// The token of a login, or one refusal for every reason, after the same time.
    package func logIn(email: String, password: Secret) async throws -> String {
        let address = EmailAddress(email)
        let entry = try await store.read { connection in
            try address.flatMap { try AccountTable.entry(email: $0, in: connection) }
        }
        let stored = entry.flatMap { PasswordHash($0.passwordHash) } ?? decoy
        let isRight = try await passwords.run { try stored.matches(password.text) }
        guard isRight, let entry else { throw Problem(.unauthorized, "the e-mail or the password is wrong") }
        return LoginToken(for: entry.account, at: try await clock.now()).signed(with: secret)
    }

    /// Ends the login that a request came with; the account's other logins go on.
    package func logOut(_ request: Request) async throws {
        let now = try await clock.now()
        guard let token = try token(of: request, at: now) else { return }
        try await store.write { try AccountTable.end(token, now: now, in: $0) }
    }

    /// Who a request's `Authorization: Bearer` stands for; nil without one.
    package func identify(_ request: Request) async throws -> Account? {
        guard request.headers["Authorization"] != nil, let token = try token(of: request, at: try await clock.now())
        else { return nil }
        let account = try await store.read { db in
            try AccountTable.isEnded(token, in: db) ? nil : try AccountTable.entry(id: token.account, in: db)?.account
        }
        guard let account, account.sessionEpoch == token.epoch else { throw Self.badToken }
        return account
    }

    /// The token of a request; nil without one.
    private func token(of request: Request, at now: Instant) throws(Problem) -> LoginToken? {
        guard let header = request.headers["Authorization"] else { return nil }
        let parts = header.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else {
            throw Problem(.unauthorized, "Authorization must be: Bearer TOKEN")
        }
        guard let token = LoginToken(String(parts[1]), secret: secret, at: now) else { throw Self.badToken }
        return token
    }

    private static var badToken: Problem {
        Problem(.unauthorized, "the token is not good, or not any more; sign in again")
    }

    /// The account with a number.
    package func account(id: Int64) async throws -> Account? {
        try await store.read { try AccountTable.entry(id: id, in: $0)?.account }
    }

    /// Creates the configured admin, or gives the account with that address the role and the configured password.
    ///
    /// In the second case its former password and logins are no longer valid.
    package func seed(_ admin: MerchantConfiguration.Admin) async throws {
        let now = try await clock.now()
        let entry = try await store.read { try AccountTable.entry(email: admin.email, in: $0) }
        if let entry, entry.account.role == .admin, let stored = PasswordHash(entry.passwordHash),
            try await passwords.run({ try stored.matches(admin.password.text) })
        {
            return
        }
        let hash = try await hash(admin.password)
        let registration = Registration(email: admin.email, password: admin.password, name: "Admin")
        try await store.write { connection in
            if let entry {
                try AccountTable.setAdmin(id: entry.account.id, hash: hash, in: connection)
            } else {
                _ = try AccountTable.insert(registration, hash: hash, role: .admin, at: now, in: connection)
            }
        }
    }

    private func hash(_ password: Secret) async throws -> String {
        let cost = cost
        return try await passwords.run { try PasswordHash(of: password.text, cost: cost).description }
    }
}
