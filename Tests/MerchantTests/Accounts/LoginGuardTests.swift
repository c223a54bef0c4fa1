import HTTPServer
import Locking
import Merchant
import Testing

/// How much guessing is borne, by a clock that the tests move.
@Suite struct LoginGuardTests {
    final class Time: Sendable {
        private let value = Locked(Duration.zero)
        var now: Duration {
            get { value.withLock { $0 } }
            set { value.withLock { $0 = newValue } }
        }
        var clock: SteadyClock { SteadyClock { self.now } }
    }

    static func place(_ number: Int) -> PeerAddress { PeerAddress(high: 0, low: 0xFFFF_C000_0200 + UInt64(number)) }

    static func email(_ number: Int = 0) throws -> EmailAddress {
        try #require(EmailAddress("kim\(number)@example.com"))
    }

    /// How many guesses get through, one right after the other.
    static func guesses(_ count: Int, _ admit: (Int) throws -> Void) -> Int {
        (0..<count).count { (try? admit($0)) != nil }
    }

    @Test func `five wrong guesses are free, then each takes twice the wait of the one before`() throws {
        let time = Time()
        let guesses = LoginGuard(clock: time.clock)
        let kim = try Self.email()
        #expect(Self.guesses(20) { _ in _ = try guesses.admit(kim, from: Self.place(1), isKnown: true) } == 5)
        for wait in [2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900] {
            let problem = #expect(throws: Problem.self) {
                try guesses.admit(kim, from: Self.place(1), isKnown: true)
            }
            #expect(problem?.code == .tooManyRequests && problem?.retryAfter == wait)
            time.now += .seconds(wait)
            _ = try guesses.admit(kim, from: Self.place(1), isKnown: true)
        }
        // A day later it is forgotten.
        time.now += .seconds(86_401)
        #expect(Self.guesses(20) { _ in _ = try guesses.admit(kim, from: Self.place(1), isKnown: true) } == 5)
    }

    @Test func `a right guess ends the row, and one that was not made is none`() throws {
        let guesses = LoginGuard(clock: Time().clock)
        let kim = try Self.email()
        for _ in 0..<50 { guesses.wasRight(try guesses.admit(kim, from: Self.place(1), isKnown: false)) }
        for _ in 0..<50 { guesses.wasNotMade(try guesses.admit(kim, from: Self.place(1), isKnown: false)) }
        #expect(Self.guesses(20) { _ in _ = try guesses.admit(kim, from: Self.place(1), isKnown: false) } == 5)
    }

    @Test func `guessers everywhere cannot shut an owner out of where they are known`() throws {
        let time = Time()
        let guesses = LoginGuard(clock: time.clock)
        let kim = try Self.email()
        // A thousand machines, each of which has five free guesses, get twenty.
        let made = Self.guesses(5_000) { _ = try guesses.admit(kim, from: Self.place($0 % 1000), isKnown: false) }
        #expect(made == 20)
        #expect(throws: Problem.self) { try guesses.admit(kim, from: Self.place(2000), isKnown: false) }
        guesses.wasRight(try guesses.admit(kim, from: Self.place(3000), isKnown: true))
        // In a day they get no more than one in three minutes.
        var more = 0
        for minute in 1...1440 {
            time.now = .seconds(60 * minute)
            more += Self.guesses(10) { _ = try guesses.admit(kim, from: Self.place(minute * 10 + $0), isKnown: false) }
        }
        #expect(more == 480)
    }

    @Test func `one place guesses at few accounts, and still lets its owners in`() throws {
        let guesses = LoginGuard(clock: Time().clock)
        let made = (0..<500).count { number in
            (try? guesses.admit(try Self.email(number), from: Self.place(1), isKnown: false)) != nil
        }
        #expect(made == 30)
        _ = try guesses.admit(try Self.email(), from: Self.place(1), isKnown: true)
        _ = try guesses.admit(try Self.email(), from: Self.place(2), isKnown: false)
        // What is no address costs a hash as well.
        #expect(Self.guesses(500) { _ in _ = try guesses.admit(nil, from: Self.place(3), isKnown: false) } == 30)
    }

    @Test func `the addresses of one network of IPv6 are one place`() throws {
        let guesses = LoginGuard(clock: Time().clock)
        let made = (0..<500).count { number in
            let place = PeerAddress(high: 0x2001_0DB8_0000_0001, low: UInt64(number))
            return (try? guesses.admit(try Self.email(number), from: place, isKnown: false)) != nil
        }
        #expect(made == 30)
    }

    @Test func `one place registers few, and asks about fewer who are there already`() throws {
        let time = Time()
        let guesses = LoginGuard(clock: time.clock)
        #expect(Self.guesses(100) { _ in try guesses.admitRegistration(from: Self.place(1)) } == 20)
        let asked = Self.guesses(100) { _ in
            try guesses.admitRegistration(from: Self.place(2))
            guesses.hasToldTaken(to: Self.place(2))
        }
        #expect(asked == 5)
        time.now = .seconds(240)
        try guesses.admitRegistration(from: Self.place(2))
        try guesses.admitRegistration(from: nil)
    }

    @Test func `what is remembered is bounded`() throws {
        var limits = LoginLimits()
        limits.capacity = 100
        let guesses = LoginGuard(limits, clock: Time().clock)
        for number in 0..<2000 {
            _ = try? guesses.admit(try Self.email(number), from: Self.place(number), isKnown: false)
        }
        #expect(guesses.size <= 300)
    }
}
