internal import Encodings
internal import Crypto
internal import Database
internal import PostgreSQL

extension MerchantConfiguration {
    /// What stands in for a missing secret in development mode, and is refused in any other.
    package enum DevelopmentDefaults {
        /// The documented example keys of Toss, which the sandbox knows as a pair.
        package static let clientKey = "test_ck_D5GePWvyJnrK0W0k6q8gLzN97Eoq"
        /// The other half of the pair.
        package static let secretKey = "test_sk_zXLkKEypNArWmo50nX3lmeaxYG5R"
        /// The sandbox's usual place.
        package static let baseURL = "http://127.0.0.1:7772"
        /// Known to everybody, so it proves nothing.
        package static let jwtSecret = "development-only-jwt-secret-known-to-everybody"
        /// Known to everybody, so it proves nothing.
        package static let webhookSecret = "development-only-webhook-secret"
        /// Known to everybody, so it hides nothing: 32 bytes as 64 digits.
        package static let encryptionKey = String(repeating: "d3", count: 16) + String(repeating: "4e", count: 16)
    }

    /// The port without `MERCHANT_PORT`.
    package static let defaultPort: UInt16 = 7773

    /// The variables that count.
    package static let variables = [
        "TOSS_CLIENT_KEY", "TOSS_SECRET_KEY", "TOSS_API_BASE_URL", "TOSS_WEBHOOK_SECRET", "ENCRYPTION_KEY",
        "ENCRYPTION_KEY_PREVIOUS", "JWT_SECRET", "MERCHANT_DATABASE", "MERCHANT_HOST", "MERCHANT_PORT",
        "MERCHANT_PUBLIC_URL", "MERCHANT_TRUSTED_PROXY", "MERCHANT_MODE", "MERCHANT_INSTANCE",
        "MERCHANT_ADMIN_EMAIL",
        "MERCHANT_ADMIN_PASSWORD",
    ]

    /// Reads the variables, where an empty one counts as absent, and says what was made up for those that are missing.
    package static func read(
        _ environment: [String: String]
    )
        throws(ConfigurationError) -> (configuration: MerchantConfiguration, warnings: [String])
    {
        var reader = EnvironmentReader(environment)
        let mode = reader.mode()
        let keys = reader.keys(mode)
        let baseURL = reader.baseURL(mode, keys: keys)
        let configuration = MerchantConfiguration(
            mode: mode,
            tossClientKey: keys.client,
            tossSecretKey: Secret(keys.secret),
            tossBaseURL: baseURL,
            webhookSecret: reader.secret(
                "TOSS_WEBHOOK_SECRET",
                atLeast: 16,
                default: DevelopmentDefaults.webhookSecret,
                mode
            ),
            encryptionKey: reader.encryptionKey(mode),
            earlierEncryptionKeys: reader.earlierEncryptionKeys(),
            jwtSecret: reader.jwtSecret(mode),
            database: reader.database(),
            host: reader["MERCHANT_HOST"] ?? "127.0.0.1",
            port: reader.port(),
            publicURL: reader.publicURL(mode),
            trustedProxies: reader.trustedProxies(mode),
            instance: reader.instance(),
            admin: reader.admin(mode)
        )
        guard reader.problems.isEmpty else { throw ConfigurationError(problems: reader.problems) }
        return (configuration, reader.warnings)
    }
}

/// Collects problems instead of stopping at the first; what it returns beside a problem is never used.
private struct EnvironmentReader {
    typealias Defaults = MerchantConfiguration.DevelopmentDefaults

    private let values: [String: String]
    private(set) var problems: [ConfigurationProblem] = []
    private(set) var warnings: [String] = []

    init(_ values: [String: String]) { self.values = values.filter { !$0.value.isEmpty } }

    subscript(name: String) -> String? { values[name] }

    private mutating func refuse(_ variable: String, _ message: String) {
        problems.append(ConfigurationProblem(variable: variable, message: message))
    }

    mutating func mode() -> MerchantConfiguration.Mode {
        guard let text = self["MERCHANT_MODE"] else { return .production }
        guard let mode = MerchantConfiguration.Mode(rawValue: text) else {
            refuse("MERCHANT_MODE", "must be development or production, not \(text.debugDescription)")
            return .production
        }
        return mode
    }

    mutating func keys(_ mode: MerchantConfiguration.Mode) -> (client: String, secret: String, isLive: Bool) {
        let none = self["TOSS_CLIENT_KEY"] == nil && self["TOSS_SECRET_KEY"] == nil
        if none, mode == .development {
            warnings.append("TOSS_CLIENT_KEY and TOSS_SECRET_KEY are not set: using the documented example pair")
            return (Defaults.clientKey, Defaults.secretKey, false)
        }
        let client = key("TOSS_CLIENT_KEY", .client, like: "test_ck_… or test_gck_…")
        let secret = key("TOSS_SECRET_KEY", .secret, like: "test_sk_… or test_gsk_…")
        if let client = client?.kind, let secret = secret?.kind {
            if client.isLive != secret.isLive {
                refuse("TOSS_SECRET_KEY", "and TOSS_CLIENT_KEY must both be test keys or both be live keys")
            }
            if client.isWidget != secret.isWidget {
                refuse(
                    "TOSS_SECRET_KEY",
                    "and TOSS_CLIENT_KEY must be of one kind: ck with sk (API), or gck with gsk (payment widget)"
                )
            }
        }
        let isLive = client?.kind.isLive == true || secret?.kind.isLive == true
        if isLive, mode == .development {
            refuse("MERCHANT_MODE", "must be production with a live key: development mode uses secrets everybody knows")
        }
        return (client?.text ?? "", secret?.text ?? "", isLive)
    }

    private mutating func key(
        _ variable: String,
        _ role: TossKeyKind.Role,
        like example: String
    )
        -> (text: String, kind: TossKeyKind)?
    {
        guard let text = self[variable] else {
            refuse(variable, "is not set; it must be a key such as \(example)")
            return nil
        }
        guard let kind = TossKeyKind(text) else {
            refuse(variable, "is no key of Toss; it must be one such as \(example)")
            return nil
        }
        guard kind.role == role else {
            let found = role == .client ? "a secret key, which browsers must never see" : "a client key"
            refuse(variable, "is \(found); it must be a key such as \(example)")
            return nil
        }
        return (text, kind)
    }

    mutating func baseURL(
        _ mode: MerchantConfiguration.Mode,
        keys: (client: String, secret: String, isLive: Bool)
    ) -> ServiceOrigin {
        var text = self["TOSS_API_BASE_URL"]
        if text == nil, mode == .development {
            text = Defaults.baseURL
            warnings.append("TOSS_API_BASE_URL is not set: expecting the sandbox at \(Defaults.baseURL)")
        }
        let real = "https://api.tosspayments.com"
        guard let origin = ServiceOrigin(text ?? real) else {
            refuse("TOSS_API_BASE_URL", "must be an http or https URL without a path, such as \(real)\(found(text))")
            return ServiceOrigin.placeholder
        }
        if keys.isLive, origin.isLocal || !origin.isSecure {
            refuse("TOSS_API_BASE_URL", "is \(origin), where a live key must never go: use a test key, or \(real)")
        }
        return origin
    }

    mutating func secret(
        _ variable: String,
        atLeast length: Int,
        default standIn: String,
        _ mode: MerchantConfiguration.Mode
    )
        -> Secret
    {
        guard let text = self[variable] else {
            if mode == .development {
                warnings.append("\(variable) is not set: using one that everybody knows")
            } else {
                refuse(variable, "is not set; it must be at least \(length) bytes that nobody can guess")
            }
            return Secret(standIn)
        }
        if text.utf8.count < length {
            refuse(variable, "is too short: it has \(text.utf8.count) bytes and must have at least \(length)")
        } else if mode != .development, text == standIn || WeakSecret.isWeak(Array(text.utf8)) {
            refuse(variable, "is one that everybody can guess; make one with: openssl rand -base64 48")
        }
        return Secret(text)
    }

    mutating func jwtSecret(_ mode: MerchantConfiguration.Mode) -> Secret {
        let host = self["MERCHANT_HOST"] ?? "127.0.0.1"
        let isOpen = !["localhost", "::1"].contains(host) && !host.hasPrefix("127.")
        // Whoever knows the secret is an admin.
        if isOpen, mode == .development, self["JWT_SECRET"] == nil {
            refuse("JWT_SECRET", "is not set, while MERCHANT_HOST \(host) lets others in, who know the default")
        }
        return secret("JWT_SECRET", atLeast: 32, default: Defaults.jwtSecret, mode)
    }

    mutating func encryptionKey(_ mode: MerchantConfiguration.Mode) -> Secret {
        let variable = "ENCRYPTION_KEY"
        guard let text = self[variable] else {
            if mode == .development {
                warnings.append("\(variable) is not set: using one that everybody knows")
            } else {
                refuse(variable, "is not set; make one with: openssl rand -base64 32")
            }
            return Secret(decodeHex(Defaults.encryptionKey) ?? [])
        }
        guard let bytes = decodeHex(text) ?? decodeBase64(text), bytes.count == AES256GCM.keySize else {
            refuse(variable, "must be 32 bytes, as Base64 or as 64 hexadecimal digits")
            return Secret([])
        }
        if mode != .development, WeakSecret.isWeak(bytes) || WeakSecret.isWeak(Array(text.utf8)) {
            refuse(variable, "is one that everybody can guess; make one with: openssl rand -base64 32")
        }
        return Secret(bytes)
    }

    mutating func earlierEncryptionKeys() -> [Secret] {
        let variable = "ENCRYPTION_KEY_PREVIOUS"
        return (self[variable]?.split(separator: ",") ?? []).map { part in
            let text = String(part)
            guard let bytes = decodeHex(text) ?? decodeBase64(text), bytes.count == AES256GCM.keySize else {
                refuse(variable, "must be keys of 32 bytes, as Base64 or as 64 hexadecimal digits, with commas between")
                return Secret([])
            }
            return Secret(bytes)
        }
    }

    mutating func database() -> MerchantConfiguration.Database {
        let place = self["MERCHANT_DATABASE"] ?? "merchant.sqlite"
        if PostgresAddress.isMeant(by: place) {
            do throws(DatabaseError) { return .server(try PostgresAddress(place)) } catch {
                refuse("MERCHANT_DATABASE", "is \(error)")
            }
        } else if place.contains("://") {
            // What follows the scheme may hold a password.
            let scheme = place.prefix { $0 != ":" }
            let message =
                "must be the path of an SQLite file, :memory: or postgres://user:password@host/database, "
                + "not \(scheme)://…"
            refuse("MERCHANT_DATABASE", message)
        }
        return place == ":memory:" ? .memory : .file(place)
    }

    mutating func instance() -> String? {
        guard let name = self["MERCHANT_INSTANCE"] else { return nil }
        if name.utf8.count > 100 { refuse("MERCHANT_INSTANCE", "must be a name of at most 100 bytes") }
        return name
    }

    mutating func port() -> UInt16 {
        guard let text = self["MERCHANT_PORT"] else { return MerchantConfiguration.defaultPort }
        guard let port = UInt16(text) else {
            refuse("MERCHANT_PORT", "must be a whole number from 0 to 65535, not \(text.debugDescription)")
            return 0
        }
        return port
    }

    mutating func publicURL(_ mode: MerchantConfiguration.Mode) -> ServiceOrigin? {
        guard let text = self["MERCHANT_PUBLIC_URL"] else {
            if mode == .production {
                warnings.append("MERCHANT_PUBLIC_URL is not set: browsers are sent back to the address listened on")
            }
            return nil
        }
        guard let origin = ServiceOrigin(text) else {
            let example = "https://shop.example"
            let message = "must be an http or https URL without a path, such as \(example)\(found(text))"
            refuse("MERCHANT_PUBLIC_URL", message)
            return nil
        }
        if mode == .production, !origin.isSecure, !origin.isLocal {
            refuse("MERCHANT_PUBLIC_URL", "is \(origin) and must be https: passwords and tokens travel to it")
        }
        return origin
    }

    mutating func trustedProxies(_ mode: MerchantConfiguration.Mode) -> [AddressRange] {
        let variable = "MERCHANT_TRUSTED_PROXY"
        guard let text = self[variable] else {
            // This program does no TLS itself, so somebody else is in between.
            if mode == .production, self["MERCHANT_PUBLIC_URL"]?.hasPrefix("https:") == true {
                warnings.append(
                    "\(variable) is not set: all who come through the proxy count as one caller when passwords are guessed"
                )
            }
            return []
        }
        return text.split(separator: ",", omittingEmptySubsequences: false).compactMap { part in
            let range = AddressRange(part.filter { $0 != " " })
            if range == nil {
                refuse(
                    variable,
                    "must be IP addresses such as 10.0.0.1 or 10.0.0.0/8, with commas between\(found(text))"
                )
            }
            return range
        }
    }

    /// What stands there instead; not when it may hold a password.
    private func found(_ text: String?) -> String {
        guard let text, !text.contains("@") else { return "" }
        return ", not \(String(text.prefix(200)).debugDescription)"
    }

    mutating func admin(_ mode: MerchantConfiguration.Mode) -> MerchantConfiguration.Admin? {
        let email = self["MERCHANT_ADMIN_EMAIL"]
        let password = self["MERCHANT_ADMIN_PASSWORD"]
        guard email != nil || password != nil else { return nil }
        guard let email, let password else {
            refuse(
                email == nil ? "MERCHANT_ADMIN_EMAIL" : "MERCHANT_ADMIN_PASSWORD",
                "is not set; an admin needs both MERCHANT_ADMIN_EMAIL and MERCHANT_ADMIN_PASSWORD"
            )
            return nil
        }
        let address = EmailAddress(email)
        if address == nil { refuse("MERCHANT_ADMIN_EMAIL", "must be an e-mail address, not \(email.debugDescription)") }
        let least = mode == .production ? 12 : PasswordRule.shortest
        if password.unicodeScalars.count < least {
            refuse("MERCHANT_ADMIN_PASSWORD", "is too short: it must have at least \(least) characters")
        } else if password.utf8.count > PasswordRule.longest {
            refuse("MERCHANT_ADMIN_PASSWORD", "is too long: it may have \(PasswordRule.longest) bytes")
        } else if mode == .production, PasswordRule.objection(to: password, email: address) != nil {
            refuse("MERCHANT_ADMIN_PASSWORD", "is one of the first that a guesser tries; take another")
        }
        return address.map { MerchantConfiguration.Admin(email: $0, password: Secret(password)) }
    }
}

extension ServiceOrigin {
    /// Stands beside a problem, and is never used.
    fileprivate static let placeholder = ServiceOrigin(isSecure: true, host: "invalid")

    private init(isSecure: Bool, host: String) {
        self.isSecure = isSecure
        self.host = host
        port = nil
    }
}
