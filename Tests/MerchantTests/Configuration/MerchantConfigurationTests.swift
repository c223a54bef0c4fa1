import Merchant
import Testing

@Suite struct MerchantConfigurationTests {
    /// An environment that starts in production.
    static let good = [
        "TOSS_CLIENT_KEY": "test_ck_alpha", "TOSS_SECRET_KEY": "test_sk_alpha",
        "TOSS_API_BASE_URL": "http://127.0.0.1:7772", "TOSS_WEBHOOK_SECRET": "a webhook secret 12",
        "ENCRYPTION_KEY": "PX1bOa0kbcEHn6OTzDq5V2lC3mIeyW8sUQxG47fRkZA=",
        "JWT_SECRET": "Zm9yIHRlc3RzLCBhbmQgbG9uZyBlbm91Z2ggZm9yIHRoZW0=",
        "MERCHANT_PUBLIC_URL": "https://shop.example", "MERCHANT_TRUSTED_PROXY": "10.0.0.0/8, ::1",
        "MERCHANT_ADMIN_EMAIL": "Admin@Example.com",
        "MERCHANT_ADMIN_PASSWORD": "correct horse battery",
    ]

    /// What a change of the good environment is refused with: the variables named, in order.
    struct Row: Sendable, CustomTestStringConvertible {
        let change: [String: String]
        let refused: [String]
        var testDescription: String { "\(change) refuses \(refused)" }

        init(_ change: [String: String], refuses refused: String...) {
            self.change = change
            self.refused = refused
        }
    }

    static let live = [
        "TOSS_CLIENT_KEY": "live_ck_alpha", "TOSS_SECRET_KEY": "live_sk_alpha",
        "TOSS_API_BASE_URL": "https://api.tosspayments.com",
    ]

    static let rows: [Row] = [
        Row([:]),
        Row(live),
        Row(live.merging(["TOSS_API_BASE_URL": ""]) { $1 }),
        Row(live.merging(["TOSS_API_BASE_URL": "http://localhost:7772"]) { $1 }, refuses: "TOSS_API_BASE_URL"),
        Row(live.merging(["TOSS_API_BASE_URL": "https://127.0.0.1"]) { $1 }, refuses: "TOSS_API_BASE_URL"),
        Row(live.merging(["TOSS_API_BASE_URL": "https://[::1]:1"]) { $1 }, refuses: "TOSS_API_BASE_URL"),
        Row(live.merging(["TOSS_API_BASE_URL": "https://tossbox:1"]) { $1 }, refuses: "TOSS_API_BASE_URL"),
        Row(live.merging(["TOSS_API_BASE_URL": "https://192.168.0.9"]) { $1 }, refuses: "TOSS_API_BASE_URL"),
        Row(live.merging(["TOSS_API_BASE_URL": "http://api.tosspayments.com"]) { $1 }, refuses: "TOSS_API_BASE_URL"),
        Row(live.merging(["MERCHANT_MODE": "development"]) { $1 }, refuses: "MERCHANT_MODE"),
        Row(["TOSS_CLIENT_KEY": "live_ck_alpha"], refuses: "TOSS_SECRET_KEY", "TOSS_API_BASE_URL"),
        Row(["TOSS_CLIENT_KEY": "test_gck_alpha"], refuses: "TOSS_SECRET_KEY"),
        Row(["TOSS_CLIENT_KEY": "test_gck_alpha", "TOSS_SECRET_KEY": "test_gsk_alpha"]),
        Row(["TOSS_SECRET_KEY": "test_ak_alpha"]),
        Row(["TOSS_CLIENT_KEY": "test_sk_alpha"], refuses: "TOSS_CLIENT_KEY"),
        Row(["TOSS_SECRET_KEY": "test_ck_alpha"], refuses: "TOSS_SECRET_KEY"),
        Row(["TOSS_SECRET_KEY": "sk_alpha"], refuses: "TOSS_SECRET_KEY"),
        Row(["TOSS_SECRET_KEY": "test_sk_"], refuses: "TOSS_SECRET_KEY"),
        Row(["TOSS_CLIENT_KEY": "", "TOSS_SECRET_KEY": ""], refuses: "TOSS_CLIENT_KEY", "TOSS_SECRET_KEY"),
        Row(["TOSS_API_BASE_URL": "ftp://x"], refuses: "TOSS_API_BASE_URL"),
        Row(["TOSS_API_BASE_URL": "http://host/path"], refuses: "TOSS_API_BASE_URL"),
        Row(["TOSS_API_BASE_URL": "http://user@host"], refuses: "TOSS_API_BASE_URL"),
        Row(["TOSS_WEBHOOK_SECRET": ""], refuses: "TOSS_WEBHOOK_SECRET"),
        Row(["TOSS_WEBHOOK_SECRET": "short"], refuses: "TOSS_WEBHOOK_SECRET"),
        Row(["JWT_SECRET": ""], refuses: "JWT_SECRET"),
        Row(["JWT_SECRET": "secret"], refuses: "JWT_SECRET"),
        Row(["JWT_SECRET": MerchantConfiguration.DevelopmentDefaults.jwtSecret], refuses: "JWT_SECRET"),
        Row(["JWT_SECRET": String(repeating: "ab", count: 32)], refuses: "JWT_SECRET"),
        Row(["ENCRYPTION_KEY": ""], refuses: "ENCRYPTION_KEY"),
        Row(["ENCRYPTION_KEY": "AAECAwQ="], refuses: "ENCRYPTION_KEY"),
        Row(["ENCRYPTION_KEY": "not base64 at all"], refuses: "ENCRYPTION_KEY"),
        Row(["ENCRYPTION_KEY": MerchantConfiguration.DevelopmentDefaults.encryptionKey], refuses: "ENCRYPTION_KEY"),
        Row(["ENCRYPTION_KEY": "3d7d5b39ad246dc1079fa393cc3ab957696adf4221ec96f2c510c6E3B7D19190"]),
        Row(["ENCRYPTION_KEY": "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="], refuses: "ENCRYPTION_KEY"),
        Row(["ENCRYPTION_KEY": String(repeating: "0", count: 64)], refuses: "ENCRYPTION_KEY"),
        Row(["ENCRYPTION_KEY": String(repeating: "f", count: 64)], refuses: "ENCRYPTION_KEY"),
        Row(["ENCRYPTION_KEY": String(repeating: "0123456789abcdef", count: 4)], refuses: "ENCRYPTION_KEY"),
        Row(
            ["ENCRYPTION_KEY": "000102030405060708090a0b0c0d0e0f101112131415161718191A1B1C1D1E1F"],
            refuses: "ENCRYPTION_KEY"
        ),
        Row(
            ["ENCRYPTION_KEY": "201f1e1d1c1b1a191817161514131211100f0e0d0c0b0a090807060504030201"],
            refuses: "ENCRYPTION_KEY"
        ),
        Row(["JWT_SECRET": "abcdefghijklmnopqrstuvwxyz0123456789"], refuses: "JWT_SECRET"),
        Row(["JWT_SECRET": String(repeating: "0", count: 64)], refuses: "JWT_SECRET"),
        Row(["JWT_SECRET": String(repeating: "my-own-secret-12345 ", count: 3)], refuses: "JWT_SECRET"),
        Row(["JWT_SECRET": "change-me-please-before-you-go-live-1"], refuses: "JWT_SECRET"),
        Row(["JWT_SECRET": "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="], refuses: "JWT_SECRET"),
        Row(["TOSS_WEBHOOK_SECRET": "0123456789012345678"], refuses: "TOSS_WEBHOOK_SECRET"),
        Row(["MERCHANT_ADMIN_PASSWORD": "Password123456"], refuses: "MERCHANT_ADMIN_PASSWORD"),
        Row(["MERCHANT_ADMIN_PASSWORD": "Admin@Example.com"], refuses: "MERCHANT_ADMIN_PASSWORD"),
        Row(["MERCHANT_TRUSTED_PROXY": "127.0.0.1"]),
        Row(["MERCHANT_TRUSTED_PROXY": "proxy"], refuses: "MERCHANT_TRUSTED_PROXY"),
        Row(["MERCHANT_TRUSTED_PROXY": "10.0.0.0/33"], refuses: "MERCHANT_TRUSTED_PROXY"),
        Row(["MERCHANT_TRUSTED_PROXY": "10.0.0.1,"], refuses: "MERCHANT_TRUSTED_PROXY"),
        Row(["MERCHANT_TRUSTED_PROXY": "*"], refuses: "MERCHANT_TRUSTED_PROXY"),
        Row(
            ["ENCRYPTION_KEY_PREVIOUS": "\(MerchantConfiguration.DevelopmentDefaults.encryptionKey),x"],
            refuses: "ENCRYPTION_KEY_PREVIOUS"
        ),
        Row(["ENCRYPTION_KEY_PREVIOUS": MerchantConfiguration.DevelopmentDefaults.encryptionKey]),
        Row(["MERCHANT_DATABASE": "mysql://localhost/shop"], refuses: "MERCHANT_DATABASE"),
        Row(["MERCHANT_PORT": "65536"], refuses: "MERCHANT_PORT"),
        Row(["MERCHANT_PORT": "http"], refuses: "MERCHANT_PORT"),
        Row(["MERCHANT_MODE": "prod"], refuses: "MERCHANT_MODE"),
        Row(["MERCHANT_PUBLIC_URL": "http://shop.example"], refuses: "MERCHANT_PUBLIC_URL"),
        Row(["MERCHANT_PUBLIC_URL": "http://localhost:7773"]),
        Row(["MERCHANT_ADMIN_PASSWORD": ""], refuses: "MERCHANT_ADMIN_PASSWORD"),
        Row(["MERCHANT_ADMIN_PASSWORD": "too short"], refuses: "MERCHANT_ADMIN_PASSWORD"),
        Row(["MERCHANT_ADMIN_EMAIL": ""], refuses: "MERCHANT_ADMIN_EMAIL"),
        Row(["MERCHANT_ADMIN_EMAIL": "admin"], refuses: "MERCHANT_ADMIN_EMAIL"),
        Row(
            ["TOSS_CLIENT_KEY": "x", "JWT_SECRET": "x", "ENCRYPTION_KEY": "x", "MERCHANT_PORT": "x"],
            refuses: "TOSS_CLIENT_KEY",
            "ENCRYPTION_KEY",
            "JWT_SECRET",
            "MERCHANT_PORT"
        ),
    ]

    @Test(arguments: rows) func `what is unsafe is refused by name, all at once, and no secret is told`(row: Row) {
        let environment = Self.good.merging(row.change) { $1 }
        do {
            let (configuration, warnings) = try MerchantConfiguration.read(environment)
            #expect(row.refused.isEmpty)
            #expect(warnings.isEmpty)
            #expect(configuration.encryptionKey.bytes.count == 32)
        } catch {
            #expect(error.problems.map(\.variable) == row.refused)
            for secret in ["JWT_SECRET", "ENCRYPTION_KEY", "TOSS_SECRET_KEY", "TOSS_WEBHOOK_SECRET"] {
                let value = environment[secret] ?? ""
                #expect(value.utf8.count < 9 || !"\(error)".contains(value))
            }
        }
    }

    @Test func `development mode needs nothing, and says what everybody knows`() throws {
        let (configuration, warnings) = try MerchantConfiguration.read(["MERCHANT_MODE": "development"])
        #expect(configuration.tossBaseURL.description == "http://127.0.0.1:7772")
        #expect(configuration.database == .file("merchant.sqlite"))
        #expect(configuration.port == 7773 && configuration.host == "127.0.0.1")
        #expect(configuration.admin == nil && configuration.publicURL == nil)
        #expect(configuration.encryptionKey.bytes.count == 32)
        for name in ["TOSS_SECRET_KEY", "TOSS_API_BASE_URL", "TOSS_WEBHOOK_SECRET", "ENCRYPTION_KEY", "JWT_SECRET"] {
            #expect(warnings.contains { $0.contains(name) })
        }
    }

    @Test(arguments: [("0.0.0.0", false), ("127.0.0.1", true), ("localhost", true), ("::1", true), ("::", false)])
    func `a secret that everybody knows is for nobody but this machine`(host: String, isTaken: Bool) {
        let environment = ["MERCHANT_MODE": "development", "MERCHANT_HOST": host]
        do {
            _ = try MerchantConfiguration.read(environment)
            #expect(isTaken)
        } catch {
            #expect(!isTaken && error.problems.map(\.variable) == ["JWT_SECRET"])
        }
    }

    @Test(arguments: ["MERCHANT_PUBLIC_URL", "MERCHANT_TRUSTED_PROXY"])
    func `production without a public address, or a proxy to trust, is worth a warning`(name: String) throws {
        let warnings = try MerchantConfiguration.read(Self.good.filter { $0.key != name }).warnings
        #expect(warnings.count == 1 && warnings.first?.contains(name) == true)
    }

    @Test func `without a mode it is production`() {
        #expect(throws: ConfigurationError.self) { try MerchantConfiguration.read([:]) }
    }

    @Test func `a configuration prints no secret`() throws {
        let configuration = try MerchantConfiguration.read(Self.good).configuration
        var text = "\(configuration) \(String(reflecting: configuration))"
        dump(configuration, to: &text)
        for name in ["TOSS_SECRET_KEY", "TOSS_WEBHOOK_SECRET", "JWT_SECRET", "MERCHANT_ADMIN_PASSWORD"] {
            #expect(!text.contains(try #require(Self.good[name])))
        }
        #expect(configuration.admin?.email.description == "admin@example.com")
        #expect(configuration.admin?.password.text == "correct horse battery")
    }
}
