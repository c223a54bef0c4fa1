package import PostgreSQL

/// Everything the backend is told from outside, checked.
package struct MerchantConfiguration: Sendable {
    /// How much the backend forgives.
    package enum Mode: String, Sendable, CaseIterable {
        /// Defaults stand in for missing secrets, and tests may move the clock.
        case development
        /// Nothing unsafe starts.
        case production
    }

    /// Where the data is kept.
    package enum Database: Sendable, Equatable {
        /// Gone with the process.
        case memory
        /// An SQLite file.
        case file(String)
        /// A PostgreSQL server, which several instances may share.
        case server(PostgresAddress)

        /// What it is called, without a password.
        package var description: String {
            switch self {
            case .memory: ":memory:"
            case .file(let path): path
            case .server(let address): address.description
            }
        }
    }

    /// Who becomes an admin at the start.
    package struct Admin: Sendable {
        /// Normalised.
        package let email: EmailAddress
        /// In clear; hashed before it is stored.
        package let password: Secret
    }

    /// How much is forgiven.
    package var mode: Mode
    /// Goes to browsers.
    package var tossClientKey: String
    /// Stays here.
    package var tossSecretKey: Secret
    /// Where Toss, or the sandbox, is.
    package var tossBaseURL: ServiceOrigin
    /// Signs Pro billing's webhooks.
    package var webhookSecret: Secret
    /// 32 bytes that hide billing keys in the database.
    package var encryptionKey: Secret
    /// Keys of before, which still open what they hid until it is hidden anew.
    package var earlierEncryptionKeys: [Secret]
    /// Signs login tokens.
    package var jwtSecret: Secret
    /// Where the data is.
    package var database: Database
    /// The address to listen on.
    package var host: String
    /// The port to listen on; 0 takes a free one.
    package var port: UInt16
    /// How browsers and Toss reach this backend; nil means at the address it listens on.
    package var publicURL: ServiceOrigin?
    /// Proxies whose word about a caller's address is taken.
    package var trustedProxies: [AddressRange]
    /// What this process is called among several on one database; nil means by its machine and port.
    package var instance: String?
    /// The admin made at the start; nil for none.
    package var admin: Admin?

    /// Every secret, for whoever has to keep them out of a log.
    package var secrets: [Secret] {
        [tossSecretKey, webhookSecret, encryptionKey, jwtSecret] + earlierEncryptionKeys
            + (admin.map { [$0.password] } ?? [])
    }
}

/// One thing that is wrong with a variable; the text never holds a secret.
package struct ConfigurationProblem: Error, Equatable, Sendable, CustomStringConvertible {
    /// The variable's name.
    package let variable: String
    /// What it must be.
    package let message: String

    /// Describes what is wrong.
    package init(variable: String, message: String) {
        self.variable = variable
        self.message = message
    }

    /// One line.
    package var description: String { "\(variable) \(message)" }
}

/// Everything that is wrong, so that one start shows all of it.
package struct ConfigurationError: Error, Equatable, Sendable, CustomStringConvertible {
    /// At least one.
    package let problems: [ConfigurationProblem]

    /// Puts problems together.
    package init(problems: [ConfigurationProblem]) { self.problems = problems }

    /// A line for each problem.
    package var description: String { problems.map { "  \($0)" }.joined(separator: "\n") }
}
