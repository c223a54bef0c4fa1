package import HTTPServer
internal import Locking

/// How much guessing is borne.
package struct LoginLimits: Sendable {
    /// Wrong guesses in a row, at one account from one place, after which each takes a wait.
    package var freeGuesses = 5
    /// The first of these waits; each is twice the one before.
    package var firstWait = Duration.seconds(2)
    /// The longest of them.
    package var longestWait = Duration.seconds(900)
    /// Wrong guesses at one account, from all places that it does not know.
    package var ofAccount = Allowance(20, oneMoreEvery: .seconds(180))
    /// Wrong guesses from one place, at all accounts that do not know it.
    package var ofPlace = Allowance(30, oneMoreEvery: .seconds(20))
    /// Registrations from one place.
    package var registrations = Allowance(20, oneMoreEvery: .seconds(60))
    /// How many registrations it counts for to ask about an address that is taken.
    package var costOfTaken = 4
    /// After what time without a guess a row of them is forgotten.
    package var memory = Duration.seconds(86_400)
    /// How many rows, accounts and places are remembered.
    package var capacity = 50_000

    /// What a shop that is open to everybody bears.
    package init() {}

    /// The same, but for a machine whose tests register customers by the hundred.
    package static let development: LoginLimits = {
        var limits = LoginLimits()
        limits.registrations = Allowance(10_000, oneMoreEvery: .milliseconds(10))
        return limits
    }()
}

/// Who has guessed how often, asked before a password is hashed.
///
/// A guess counts from the moment it is admitted, so that a thousand at a time are not all the first one. A row of
/// wrong guesses counts per account and place; on top of it each account, and each place, bears so many in a while.
/// Those two do not hold for a place from which the account has signed in before: guessers elsewhere can make an
/// account refuse strangers, but not its owner. An account that does not exist counts like one that does.
///
/// It is kept in memory: each instance has its own, and a restart forgets it.
package final class LoginGuard: Sendable {
    /// A guess that may be made, until it is known what it was.
    package struct Guess: Sendable {
        fileprivate let row: RowKey
        fileprivate let isKnown: Bool
    }

    fileprivate struct RowKey: Hashable, Sendable {
        let account: EmailAddress?
        let place: PeerAddress?
    }

    /// Wrong guesses one after another.
    private struct Row: Sendable {
        var wrong = 0
        var openAt = Duration.zero
        var lastAt = Duration.zero
    }

    private struct Counts: Sendable {
        var rows: [RowKey: Row] = [:]
        var accounts: [EmailAddress: Allowance.Use] = [:]
        var places: [PeerAddress: Allowance.Use] = [:]
        var registrations: [PeerAddress: Allowance.Use] = [:]
    }

    private let limits: LoginLimits
    private let clock: SteadyClock
    private let counts = Locked(Counts())

    /// Nobody has guessed yet.
    package init(_ limits: LoginLimits = LoginLimits(), clock: SteadyClock = .system) {
        self.limits = limits
        self.clock = clock
    }

    /// Admits a guess, or says how long to wait.
    ///
    /// `account` is nil for what is no address, `place` for a caller within this process, and `isKnown` says whether the
    /// account has signed in from there.
    package func admit(
        _ account: EmailAddress?,
        from place: PeerAddress?,
        isKnown: Bool
    ) throws(Problem) -> Guess {
        let now = clock.now
        let guess = Guess(row: RowKey(account: account, place: place?.network), isKnown: isKnown)
        let delay = counts.withLock { counts -> Duration in
            var row = counts.rows[guess.row] ?? Row()
            if now - row.lastAt > limits.memory { row = Row() }
            let account = guess.boundAccount.map { ($0, counts.accounts[$0] ?? Allowance.Use()) }
            let place = guess.boundPlace.map { ($0, counts.places[$0] ?? Allowance.Use()) }
            let waits = [
                guess.row.account == nil ? .zero : row.openAt - now,
                account.map { limits.ofAccount.wait($0.1, now: now) } ?? .zero,
                place.map { limits.ofPlace.wait($0.1, now: now) } ?? .zero,
            ]
            if let longest = waits.max(), longest > .zero { return longest }
            row.wrong += 1
            row.lastAt = now
            row.openAt = now + wait(after: row.wrong)
            makeRoom(in: &counts, now: now)
            if guess.row.account != nil { counts.rows[guess.row] = row }
            if let (key, use) = account {
                counts.accounts[key] = limits.ofAccount.taking(1, from: use, now: now)
            }
            if let (key, use) = place {
                counts.places[key] = limits.ofPlace.taking(1, from: use, now: now)
            }
            return .zero
        }
        guard delay == .zero else { throw Self.tooMany("wrong passwords", delay) }
        return guess
    }

    /// Ends the row of a guess that was right.
    package func wasRight(_ guess: Guess) {
        counts.withLock { counts in
            counts.rows[guess.row] = nil
            giveBack(guess, &counts)
        }
    }

    /// Takes a guess back that was not made.
    package func wasNotMade(_ guess: Guess) {
        let now = clock.now
        counts.withLock { counts in
            if var row = counts.rows[guess.row] {
                row.wrong = max(0, row.wrong - 1)
                row.openAt = min(row.openAt, now + wait(after: row.wrong))
                counts.rows[guess.row] = row
            }
            giveBack(guess, &counts)
        }
    }

    /// Admits a registration, or says how long to wait.
    package func admitRegistration(from place: PeerAddress?) throws(Problem) {
        guard let place = place?.network else { return }
        let now = clock.now
        let wait = counts.withLock { counts -> Duration in
            let use = counts.registrations[place] ?? Allowance.Use()
            let wait = limits.registrations.wait(use, now: now)
            guard wait == .zero else { return wait }
            makeRoom(in: &counts, now: now)
            counts.registrations[place] = limits.registrations.taking(1, from: use, now: now)
            return .zero
        }
        guard wait == .zero else { throw Self.tooMany("registrations", wait) }
    }

    /// Notes that a registration has told its sender that an address is taken.
    package func hasToldTaken(to place: PeerAddress?) {
        guard let place = place?.network else { return }
        let now = clock.now
        counts.withLock { counts in
            let use = counts.registrations[place] ?? Allowance.Use()
            counts.registrations[place] = limits.registrations.taking(limits.costOfTaken - 1, from: use, now: now)
        }
    }

    /// How much is remembered.
    package var size: Int {
        counts.withLock { $0.rows.count + $0.accounts.count + $0.places.count + $0.registrations.count }
    }

    private func giveBack(_ guess: Guess, _ counts: inout Counts) {
        if let account = guess.boundAccount, let use = counts.accounts[account] {
            counts.accounts[account] = limits.ofAccount.givingBack(to: use)
        }
        if let place = guess.boundPlace, let use = counts.places[place] {
            counts.places[place] = limits.ofPlace.givingBack(to: use)
        }
    }

    /// How long to wait after so many wrong guesses in a row.
    private func wait(after wrong: Int) -> Duration {
        guard wrong >= limits.freeGuesses else { return .zero }
        // Twenty doublings of any wait worth the name are beyond the longest.
        return min(limits.longestWait, limits.firstWait * (1 << min(20, wrong - limits.freeGuesses)))
    }

    /// Forgets what no longer matters once there is much of it, and if that is not enough an eighth of the rest.
    private func makeRoom(in counts: inout Counts, now: Duration) {
        let capacity = limits.capacity
        let memory = limits.memory
        trim(&counts.rows, to: capacity) { now - $0.lastAt > memory }
        trim(&counts.accounts, to: capacity) { $0.fullAgainAt <= now }
        trim(&counts.places, to: capacity) { $0.fullAgainAt <= now }
        trim(&counts.registrations, to: capacity) { $0.fullAgainAt <= now }
    }

    private func trim<Key, Value>(
        _ values: inout [Key: Value],
        to capacity: Int,
        _ isOver: (Value) -> Bool
    ) {
        guard values.count >= capacity else { return }
        values = values.filter { !isOver($0.value) }
        guard values.count >= capacity else { return }
        for key in Array(values.keys.prefix(max(1, capacity / 8))) { values[key] = nil }
    }

    private static func tooMany(_ what: String, _ wait: Duration) -> Problem {
        let seconds = Int(wait.components.seconds) + (wait.components.attoseconds > 0 ? 1 : 0)
        return Problem(.tooManyRequests, "too many \(what); try again in \(seconds) seconds", retryAfter: seconds)
    }
}

extension LoginGuard.Guess {
    /// The account whose own bound it comes under.
    fileprivate var boundAccount: EmailAddress? { isKnown ? nil : row.account }
    /// The place whose own bound it comes under.
    fileprivate var boundPlace: PeerAddress? { isKnown ? nil : row.place }
}
