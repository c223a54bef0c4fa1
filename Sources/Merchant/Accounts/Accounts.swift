internal import Crypto
internal import Database
internal import Encodings
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
    private let guesses: LoginGuard
    private let random: RandomNumbers
    private let passwords = PasswordThread()
    /// Checked when no account has the address, so that the answer takes as long as for a wrong password.
    private let decoy: PasswordHash

    /// Keeps accounts in a store and signs their tokens with `secret`, by the time of `clock`.
    ///
    /// `steadyClock` measures the waits of guessers; see `SteadyClock`.
    package init(
        store: Store,
        clock: MerchantClock,
        secret: Secret,
        cost: PasswordHash.Cost = .standard,
        limits: LoginLimits = LoginLimits(),
        steadyClock: SteadyClock = .system,
        randomBytes: @escaping @Sendable (Int) -> [UInt8] = { Crypto.randomBytes($0) }
    ) {
        self.store = store
        self.clock = clock
        self.secret = secret
        self.cost = cost
        guesses = LoginGuard(limits, clock: steadyClock)
        random = RandomNumbers(bytes: randomBytes)
        decoy = PasswordHash(matchingNothingAt: cost)
    }

    /// Adds a customer; an address that is taken is a conflict.
    ///
    /// The conflict tells that somebody has registered it, which no form can hide whose accounts work at once: who is
    /// told nothing has only to sign in to know. So it is not hidden but made slow and rare: it takes the time of a hash
    /// as well, and one place may register few addresses, and be told of fewer. `place` is nil within this process.
    package func register(_ registration: Registration, from place: PeerAddress? = nil) async throws -> Account {
        try guesses.admitRegistration(from: place)
        let now = try await clock.now()
        let hash = try await hash(registration.password, in: place.map { .place($0.network) } ?? .house)
        let mark = place.map(mark)
        let account = try await store.write { connection in
            let account = try AccountTable.insert(
                registration,
                hash: hash,
                role: .customer,
                at: now,
                random: random,
                in: connection
            )
            if let account, let mark { try AccountTable.notePlace(mark, of: account.id, at: now, in: connection) }
            return account
        }
        guard let account else {
            guesses.hasToldTaken(to: place)
            throw Problem(.conflict, "\(registration.email) is registered already")
        }
        return account
    }

    /// The token of a login, or one refusal for every reason, after the same time.
    ///
    /// Whether another guess may be made is asked before anything slow is done, and says nothing about the account.
    /// `place` is nil within this process.
    package func logIn(email: String, password: Secret, from place: PeerAddress? = nil) async throws -> String {
        let address = EmailAddress(email)
        let mark = place.map(mark)
        let (entry, isKnown) = try await store.read { connection -> (AccountTable.Entry?, Bool) in
            guard let address, let entry = try AccountTable.entry(email: address, in: connection) else {
                return (nil, false)
            }
            return (entry, try mark.map { try AccountTable.knows($0, entry.account.id, in: connection) } ?? false)
        }
        let guess = try guesses.admit(address, from: place, isKnown: isKnown)
        let stored = entry.flatMap { PasswordHash($0.passwordHash) } ?? decoy
        let isRight: Bool
        do {
            isRight = try await passwords.run(in: lane(of: isKnown ? entry : nil, place)) {
                try stored.matches(password.text)
            }
        } catch {
            guesses.wasNotMade(guess)
            throw error
        }
        guard isRight, let entry else { throw Problem(.unauthorized, "the e-mail or the password is wrong") }
        guesses.wasRight(guess)
        let now = try await clock.now()
        try await store.write { try AccountTable.noteLogin(entry.account.id, from: mark, at: now, in: $0) }
        return LoginToken(for: entry.account, at: now, id: random.name()).signed(with: secret)
    }

    private func lane(of entry: AccountTable.Entry?, _ place: PeerAddress?) -> PasswordThread.Lane {
        entry.map { .account($0.account.id) } ?? place.map { .place($0.network) } ?? .house
    }

    /// A place as the database holds it, where nobody can read an address out of it.
    private func mark(of place: PeerAddress) -> String {
        let text = Array("place \(place.network)".utf8)
        return hex(Array(HMAC.authenticate(text, key: secret.bytes, using: .sha256).prefix(16)))
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
        guard let account, !token.epoch.bytes.isEmpty,
            constantTimeEqual(account.loginEpoch.bytes, token.epoch.bytes)
        else { throw Self.badToken }
        return account
    }

    /// The token of a request; nil without one.
    private func token(of request: Request, at now: Instant) throws(Problem) -> LoginToken? {
        let headers = request.headers.all("Authorization")
        guard let header = headers.first else { return nil }
        guard headers.count == 1 else { throw Problem(.unauthorized, "Authorization must be there once") }
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
            try await passwords.run(in: .house, { try stored.matches(admin.password.text) })
        {
            return
        }
        let hash = try await hash(admin.password, in: .house)
        let registration = Registration(email: admin.email, password: admin.password, name: "Admin")
        try await store.write { connection in
            if let entry {
                try AccountTable.setAdmin(id: entry.account.id, hash: hash, random: random, in: connection)
            } else {
                _ = try AccountTable.insert(
                    registration,
                    hash: hash,
                    role: .admin,
                    at: now,
                    random: random,
                    in: connection
                )
            }
        }
    }

    private func hash(_ password: Secret, in lane: PasswordThread.Lane) async throws -> String {
        let cost = cost
        return try await passwords.run(in: lane) { try PasswordHash(of: password.text, cost: cost).description }
    }
}
