internal import Database
internal import JSON

/// Runs `merchant serve` on a free port while `body` works, with a sandbox as its provider.
///
/// Its data is in the database that the options name, or in a file in `directory`.
func withMerchant<Value>(
    _ options: Options,
    _ tossbox: Tossbox,
    in directory: String,
    _ words: [String] = [],
    _ body: (Merchant) throws(Failure) -> Value
) throws(Failure) -> Value {
    let program = options.merchantBinary ?? beside(options.binary)
    let database = options.database ?? "\(directory)/merchant.sqlite"
    let child = try Child.start(
        [program, "serve", "--mode", "development", "--port", "0", "--database", database] + words,
        environment: [
            "TOSS_API_BASE_URL=http://127.0.0.1:\(tossbox.port)",
            "TOSS_SECRET_KEY=\(Merchant.key)",
            "TOSS_WEBHOOK_SECRET=\(Merchant.webhookSecret)",
            "TOSS_CLIENT_KEY=\(Merchant.key.replacing("_sk_", with: "_ck_"))",
        ]
    )
    defer { child.stop() }
    guard let port = child.readyPort() else {
        throw Failure("\(program) did not start with \(database). Build it, or name another one with --merchant.")
    }
    return try body(
        Merchant(child: child, port: port, connections: options.connections, database: database, tossbox: tossbox)
    )
}

private func beside(_ path: String) -> String {
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "./"
    return folder + "merchant"
}

/// A running shop.
struct Merchant {
    /// What it shows the sandbox.
    static let key = "test_sk_benchmarkShop"
    fileprivate static let webhookSecret = "benchmark-webhook-secret"

    let child: Child
    let port: UInt16
    let connections: Int
    let database: String
    let tossbox: Tossbox

    var generator: LoadGenerator { LoadGenerator(port: port, connections: connections) }
    var figures: ProcessFigures { ProcessFigures(pid: child.pid) }

    /// Has the sandbox announce what happens to payments, as Toss does.
    ///
    /// They are signed, so the shop looks each of them up at once, as it does when Toss is where they come from.
    func takeWebhooks() throws(Failure) {
        let url = "http://127.0.0.1:\(port)/api/billing/toss/webhook"
        let body = #"{"url":"\#(url)","secret":"\#(Self.webhookSecret)","profile":"legacy"}"#
        try tossbox.call("POST", "/sandbox/webhooks/endpoints", body, expecting: 201)
    }

    /// Sends a request to the shop for each of several bodies, and returns a member of each answer.
    func collect(
        _ member: String,
        _ path: String,
        expecting status: Int = 200,
        _ requests: [(token: String?, body: String)]
    ) throws(Failure) -> [String] {
        var batch = RequestBatch()
        for request in requests {
            let authorization = request.token.map { "Bearer \($0)" }
            batch.add(RequestBatch.request("POST", path, authorization: authorization, body: request.body))
        }
        return try generator.collect(member, of: batch, expecting: status)
    }

    /// Members of the shop, as the tokens of their logins.
    ///
    /// They are written into its database instead of being registered, since to hash a password takes 50 ms on purpose.
    /// Theirs are hashed at the least cost, which a hash names, so they sign in quickly too. All else goes by the API.
    func makeMembers(_ count: Int) throws(Failure) -> [String] {
        // A database that is used again has those of an earlier run.
        let run = nanoseconds() / 1000 % 1_000_000_000
        let sql = """
            WITH RECURSIVE numbers (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < \(count))
            INSERT INTO users (id, email, name, password_hash, login_epoch, member_since, created_at)
            SELECT \(run % 9000 * 1_000_000) + i, 'member-\(run)-' || i || '@example.com', 'Member', '\(Self.passwordHash)',
                'benchmark', 1767225600000000, 1767225600000000
            FROM numbers
            """
        try execute(sql)
        let logins = (1...count).map { number in
            let email = "member-\(run)-\(number)@example.com"
            return (token: String?.none, body: #"{"email":"\#(email)","password":"\#(Self.password)"}"#)
        }
        // More at a time from one place would be taken for guessing.
        let few = Merchant(child: child, port: port, connections: 16, database: database, tossbox: tossbox)
        return try few.collect("token", "/api/auth/login", logins)
    }

    private static let password = "benchmark-password"
    private static let passwordHash =
        "scrypt$16$1$1$AAECAwQFBgcICQoLDA0ODw==$jGV8rR8vUej2XJs6Zny4yaGIM9OBa0b/e8lm8bW34JU="

    /// Runs a statement in the shop's database, which is open in the shop as well.
    private func execute(_ sql: String) throws(Failure) {
        guard database.contains("://") else {
            do throws(DatabaseError) {
                return try Connection.open(path: database).execute(sql)
            } catch {
                throw Failure("cannot write to \(database): \(error)")
            }
        }
        guard let psql = locate("psql") else { throw Failure("psql is not installed, and members are made with it.") }
        guard try Child.run([psql, "--quiet", "--set", "ON_ERROR_STOP=1", "--command", sql, database]) else {
            throw Failure("psql cannot write to \(database).")
        }
    }
}

extension Tossbox {
    /// One call of the control API by the shop's key.
    func call(_ method: String, _ path: String, _ body: String, expecting status: Int = 200) throws(Failure) {
        var batch = RequestBatch()
        batch.add(method, path, key: Merchant.key, body: body)
        _ = try generator.run(batch, expecting: status)
    }

    /// Has something done at the sandbox for each of several bodies, and returns a member of each answer.
    func collect(_ member: String, _ path: String, _ bodies: [String]) throws(Failure) -> [String] {
        var batch = RequestBatch()
        for body in bodies { batch.add("POST", path, key: Merchant.key, body: body) }
        return try generator.collect(member, of: batch, expecting: 201)
    }
}

extension LoadGenerator {
    fileprivate func collect(
        _ member: String,
        of batch: RequestBatch,
        expecting status: Int
    ) throws(Failure) -> [String] {
        var values = [String](repeating: "", count: batch.count)
        _ = try run(batch, expecting: status) { request, body in
            values[request] = (try? JSONNode(parsing: Array(body)))?[member]?.string ?? ""
        }
        guard !values.contains("") else { throw Failure("an answer lacks \(member).") }
        return values
    }
}
