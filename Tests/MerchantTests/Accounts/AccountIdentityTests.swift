import Crypto
import Database
import Encodings
import HTTPServer
import JSON
import Locking
import Merchant
import Testing
import TossAPI

/// Who a token stands for, in which database, and who gets in while others guess.
@Suite(.timeLimit(.minutes(1))) struct AccountIdentityTests {
    typealias Fixture = AccountTests.Fixture

    @Test func `a token of one database is nobody's in another, whoever has the number there`() async throws {
        // Both draw the same numbers for accounts, and nothing else alike.
        func bytes(_ database: UInt8) -> @Sendable (Int) -> [UInt8] {
            let drawn = Locked<UInt8>(0)
            return { count in
                guard count == 8 else { return [database] + Crypto.randomBytes(count - 1) }
                drawn.withLock { $0 += 1 }
                return [0, 0, 0, 0, 0, 0, 0, drawn.withLock { $0 }]
            }
        }
        let (old, new) = (try await Fixture(randomBytes: bytes(1)), try await Fixture(randomBytes: bytes(2)))
        for desk in [old, new] {
            try await desk.register("a@example.com")
            try await desk.register("b@example.com")
        }
        let token = try await old.logIn("b@example.com")
        #expect(try await old.call(.get, "/api/auth/me", token: token).body["email"]?.string == "b@example.com")
        let number = try await old.call(.get, "/api/auth/me", token: token).body["id"]?.integer
        let there = try await new.call(.get, "/api/auth/me", token: try await new.logIn("b@example.com"))
        #expect(there.body["id"]?.integer == number)
        #expect(try await new.call(.get, "/api/auth/me", token: token).status == 401)
    }

    @Test func `accounts have ten digits that nobody can foretell`() async throws {
        let desk = try await Fixture()
        for number in 0..<50 { try await desk.register("kim\(number)@example.com") }
        let ids = try await desk.store.read { db in try db.query("SELECT id FROM users") { try $0.integer(0) } }
        #expect(ids.allSatisfy { (1_000_000_000...9_999_999_999).contains($0) } && Set(ids).count == 50)
        // Fifty in a row would be next to each other.
        let sorted = ids.sorted()
        #expect(zip(sorted, sorted.dropFirst()).contains { $1 - $0 > 1_000_000 })
    }

    @Test func `a number that somebody has is drawn again`() async throws {
        let drawn = Locked(0)
        let desk = try await Fixture(randomBytes: { count in
            guard count == 8 else { return Crypto.randomBytes(count) }
            // 1, 1, 2, 2, 3, 3: every number comes twice.
            drawn.withLock { $0 += 1 }
            return [0, 0, 0, 0, 0, 0, 0, UInt8((drawn.withLock { $0 } + 1) / 2)]
        })
        for number in 0..<3 { try await desk.register("kim\(number)@example.com") }
        let ids = try await desk.store.read { db in
            try db.query("SELECT id FROM users ORDER BY id") { try $0.integer(0) }
        }
        #expect(ids == [1_000_000_001, 1_000_000_002, 1_000_000_003])
    }

    @Test func `random bytes that never change are a refusal, and no endless search`() async throws {
        let desk = try await Fixture(randomBytes: { [UInt8](repeating: 7, count: $0) })
        try await desk.register("a@example.com")
        let body = #"{"email":"b@example.com","password":"correct horse","name":"b"}"#
        #expect(try await desk.call(.post, "/api/auth/register", body).status == 503)
    }

    /// Other spellings of the bytes of a Base64 text.
    static func respelled(_ text: String) -> [String] {
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        guard let last = text.last, let value = digits.firstIndex(of: last) else { return [] }
        return [text + "=", text + "==", text.dropLast() + String(digits[value ^ 1])].map { String($0) }
    }

    @Test func `a token counts in the one spelling that it was written in`() async throws {
        let desk = try await Fixture()
        try await desk.register()
        let token = try await desk.logIn()
        let parts = token.split(separator: ".").map(String.init)
        for place in 0..<3 {
            for text in Self.respelled(parts[place]) {
                var changed = parts
                changed[place] = text
                let spelled = changed.joined(separator: ".")
                #expect(try await desk.call(.get, "/api/auth/me", token: spelled).status == 401, "\(place) \(text)")
            }
        }
        for spelled in ["\(token) ", " \(token)", "\(token).", "\(token)\n", token + "%3D"] {
            let status = try await desk.call(.get, "/api/auth/me", token: spelled).status
            // Blanks around a header's value are none of it.
            #expect(status == 401 || spelled.hasSuffix(" ") || spelled.hasSuffix("\n"), "\(spelled.debugDescription)")
        }
        let twice: HTTPHeaders = ["Authorization": "Bearer \(token)", "authorization": "Bearer \(token)"]
        let answer = await desk.application.respond(to: Request(method: .get, target: "/api/auth/me", headers: twice))
        #expect(answer.status == 401)
    }

    static func logIn(_ desk: Fixture, _ email: String, _ password: String, from place: Int) async -> Int {
        let body = #"{"email":"\#(email)","password":"\#(password)"}"#
        let request = Request(
            method: .post,
            target: "/api/auth/login",
            headers: ["Content-Type": "application/json"],
            body: Array(body.utf8),
            peer: LoginGuardTests.place(place)
        )
        return await desk.application.respond(to: request).status
    }

    @Test func `of 150 who guess none keeps the owner out, nor does a crowd in the owner's own network`() async throws {
        let desk = try await Fixture()
        try await desk.register("kim@example.com")
        try await desk.register("lee@example.com")
        // Where they have signed in before.
        #expect(await Self.logIn(desk, "kim@example.com", "correct horse", from: 1) == 200)
        #expect(await Self.logIn(desk, "lee@example.com", "correct horse", from: 1) == 200)
        let statuses = await withTaskGroup(of: (Bool, Int).self) { group in
            for number in 0..<150 {
                group.addTask {
                    (false, await Self.logIn(desk, "kim@example.com", "guess \(number)", from: number + 2))
                }
                group.addTask { (false, await Self.logIn(desk, "x\(number)@example.com", "guess", from: 1)) }
            }
            for email in ["kim@example.com", "lee@example.com", "kim@example.com", "lee@example.com"] {
                group.addTask { (true, await Self.logIn(desk, email, "correct horse", from: 1)) }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(statuses.filter(\.0).allSatisfy { $0.1 == 200 })
        for _ in 0..<15 { #expect(await Self.logIn(desk, "kim@example.com", "correct horse", from: 1) == 200) }
        // Twenty guesses at the account, thirty from the place, and no hash for any other.
        #expect((1...50).contains(statuses.count { !$0.0 && $0.1 == 401 }))
        #expect(statuses.allSatisfy { [200, 401, 429].contains($0.1) })
    }

    @Test func `where somebody registered they are known`() async throws {
        let desk = try await Fixture()
        let body = #"{"email":"kim@example.com","password":"correct horse","name":"kim"}"#
        let request = Request(
            method: .post,
            target: "/api/auth/register",
            headers: ["Content-Type": "application/json"],
            body: Array(body.utf8),
            peer: LoginGuardTests.place(1)
        )
        #expect(await desk.application.respond(to: request).status == 201)
        for place in 2..<40 { _ = await Self.logIn(desk, "kim@example.com", "guess", from: place) }
        #expect(await Self.logIn(desk, "kim@example.com", "correct horse", from: 50) == 429)
        #expect(await Self.logIn(desk, "kim@example.com", "correct horse", from: 1) == 200)
        let places = try await desk.store.read { db in
            try db.query("SELECT place FROM login_places") { try $0.text(0) }
        }
        #expect(places.count == 1 && places.allSatisfy { !$0.contains("192.0.2") && $0.utf8.count == 32 })
    }
}
