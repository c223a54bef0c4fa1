import Database
import Locking
import Merchant
import PostgreSQL
import TestSupport
import Testing

/// The databases of one run of one test: of one kind, each known by the path that the test opens it by.
final class TestStores: Sendable {
    enum Kind: String, CaseIterable { case sqlite, postgres }

    /// Those that the tests run on.
    static let kinds = Kind.allCases.filter { $0 == .sqlite || PostgresServer.isWanted }

    @TaskLocal private static var current: TestStores?
    /// An empty database with all tables, which those of the tests are copies of.
    private static let template = Task {
        let server = try await PostgresServer.shared
        let name = try await server.makeDatabase()
        await (try await Store.open(.server(try PostgresAddress(server.url(of: name))))).close()
        return name
    }

    private struct State: Sendable {
        var stores: [Store] = []
        var places: [String: String] = [:]
        var endings: [@Sendable () -> Void] = []
    }

    private let kind: Kind
    private let state = Locked(State())

    private init(_ kind: Kind) { self.kind = kind }

    /// Whether the running test is on PostgreSQL.
    static var isPostgres: Bool { current?.kind == .postgres }

    /// Opens the database that the running test knows by this path; `:memory:` is a new one each time.
    static func open(_ path: String) async throws -> Store {
        guard let stores = current, stores.kind == .postgres else {
            let store = try await Store.open(path: path, durability: .process)
            current?.state.withLock { $0.stores.append(store) }
            return store
        }
        let server = try await PostgresServer.shared
        var name = stores.state.withLock { $0.places[path] }
        if name == nil || path == ":memory:" { name = try await server.makeDatabase(like: try await template.value) }
        let known = name ?? ""
        let store = try await Store.open(.server(try PostgresAddress(server.url(of: known))), connections: 3)
        stores.state.withLock { state in
            state.places[path] = known
            state.stores.append(store)
        }
        return store
    }

    /// Has something done once the stores of the running test are closed.
    static func atEnd(_ ending: @escaping @Sendable () -> Void) {
        guard let stores = current else { return }
        stores.state.withLock { $0.endings.append(ending) }
    }

    /// Runs `body` once on each kind of database, and holds the books of its shops against themselves afterwards: double
    /// entry sums to nothing, and states, refunds and ledger say the same.
    fileprivate static func onEach(_ body: @concurrent @Sendable () async throws -> Void) async throws {
        for kind in kinds {
            let stores = TestStores(kind)
            do {
                try await $current.withValue(stores) { try await body() }
            } catch {
                Issue.record(error, "on \(kind.rawValue)")
            }
            for store in stores.state.withLock({ $0.stores }) {
                #expect(try await store.read { try $0.ledger.audit() } == [], "on \(kind.rawValue)")
                await store.close()
            }
            for ending in stores.state.withLock({ $0.endings }) { ending() }
        }
    }
}

/// Runs each test on SQLite and on PostgreSQL, and looks at the books afterwards.
struct EachDatabaseTrait: TestTrait, SuiteTrait, TestScoping {
    var isRecursive: Bool { true }

    func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        guard testCase != nil else { return try await function() }
        try await TestStores.onEach(function)
    }
}

extension Trait where Self == EachDatabaseTrait {
    /// On SQLite and on PostgreSQL, with books that balance at the end.
    static var onEachDatabase: Self { EachDatabaseTrait() }
}
