// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "tossbox",
    platforms: [.macOS(.v26)],
    products: [
        .executable(name: "tossbox", targets: ["tossbox"]),
        .executable(name: "merchant", targets: ["MerchantCommand"]),
    ],
    targets: [
        // System libraries: a module map and a shim each, no Swift.
        .systemLibrary(
            name: "CMicrohttpd",
            pkgConfig: "libmicrohttpd",
            providers: [.apt(["libmicrohttpd-dev"]), .brew(["libmicrohttpd"])]
        ),
        .systemLibrary(
            name: "CCurl",
            pkgConfig: "libcurl",
            providers: [.apt(["libcurl4-openssl-dev"]), .brew(["curl"])]
        ),
        .systemLibrary(
            name: "CSQLite",
            pkgConfig: "sqlite3",
            providers: [.apt(["libsqlite3-dev"]), .brew(["sqlite"])]
        ),
        .systemLibrary(
            name: "COpenSSL",
            pkgConfig: "libcrypto",
            providers: [.apt(["libssl-dev"]), .brew(["openssl@3"])]
        ),
        .systemLibrary(
            name: "CPostgres",
            pkgConfig: "libpq",
            providers: [.apt(["libpq-dev"]), .brew(["libpq"])]
        ),

        // Foundations that know no payment.
        .target(name: "Locking", swiftSettings: [.strictMemorySafety()]),
        .target(name: "Encodings", swiftSettings: [.strictMemorySafety()]),
        .target(name: "Queues"),
        .target(name: "JSON", dependencies: ["Encodings"]),
        .target(name: "Routing", dependencies: ["Encodings"]),
        .target(name: "ValueList"),
        // Numbers that look like chance and are none.
        .target(name: "Determinism", dependencies: ["Encodings"]),
        // Hides card numbers in whatever is logged or shown.
        .target(name: "Masking", dependencies: ["JSON", "Encodings"]),
        .target(name: "Crypto", dependencies: ["COpenSSL"], swiftSettings: [.strictMemorySafety()]),
        .target(
            name: "HTTPServer",
            dependencies: ["CMicrohttpd", "Encodings", "Locking"],
            swiftSettings: [.strictMemorySafety()]
        ),
        .target(
            name: "HTTPClient",
            dependencies: ["CCurl", "Encodings", "Locking", "Queues"],
            swiftSettings: [.strictMemorySafety()]
        ),
        .target(
            name: "Database",
            dependencies: ["CSQLite", "Locking", "Queues"],
            swiftSettings: [.strictMemorySafety()]
        ),
        // A target of its own, so that who uses SQLite alone does not need the library.
        .target(name: "PostgreSQL", dependencies: ["CPostgres", "Database"], swiftSettings: [.strictMemorySafety()]),

        // The gateway: wire contract, language of scenario files, deterministic core, shell, command line.
        .target(name: "TossAPI", dependencies: ["JSON"]),
        .target(name: "Scenarios", dependencies: ["TossAPI", "JSON", "Masking", "Determinism", "Encodings"]),
        // What a document says of calls: schemas, parameters, texts.
        .target(name: "APIDescription", dependencies: ["JSON"]),
        // How a journal is written and read, whatever it tells of.
        .target(name: "JournalCodec", dependencies: ["TossAPI", "JSON", "Masking", "Encodings"]),
        .target(
            name: "SandboxCore",
            dependencies: [
                "APIDescription", "JournalCodec", "Scenarios", "TossAPI", "JSON", "Routing", "ValueList", "Masking",
                "Determinism",
                "Encodings", "Queues",
            ]
        ),
        .target(
            name: "SandboxServer",
            dependencies: [
                "APIDescription", "SandboxCore", "JournalCodec", "Scenarios", "TossAPI", "JSON", "Masking",
                "Determinism",
                "HTTPServer",
                "Routing",
                "HTTPClient", "Database", "Crypto", "Encodings", "Locking",
            ]
        ),
        // Scenario files as tests: it meets the sandbox over HTTP, as any other client does.
        .target(
            name: "ScenarioRunner",
            dependencies: ["Scenarios", "TossAPI", "JSON", "Determinism", "HTTPClient", "Encodings", "Locking"]
        ),
        // What both programs do alike: commands, their arguments, help, signals, standard streams.
        .target(name: "CommandLineProgram", dependencies: ["Locking"]),
        .executableTarget(
            name: "tossbox",
            dependencies: [
                "ScenarioRunner", "SandboxServer", "SandboxCore", "JournalCodec", "Scenarios", "TossAPI", "JSON",
                "HTTPClient",
                "CommandLineProgram", "Locking",
            ]
        ),
        // The merchant meets the gateway over HTTP only, so nothing here may import the sandbox.
        .target(name: "TossClient", dependencies: ["TossAPI", "JSON", "HTTPClient", "Encodings"]),
        .target(
            name: "Merchant",
            dependencies: [
                "TossClient", "TossAPI", "JSON", "HTTPServer", "Routing", "HTTPClient", "Database", "PostgreSQL",
                "Crypto",
                "Encodings",
                "Locking",
            ]
        ),
        // Not called "merchant": on a file system that ignores case it would be the same folder as the library.
        .executableTarget(
            name: "MerchantCommand",
            dependencies: ["Merchant", "TossAPI", "JSON", "HTTPClient", "CommandLineProgram"]
        ),
        .executableTarget(name: "benchmark", dependencies: ["JSON", "Encodings", "Database"]),

        .target(name: "TestSupport", dependencies: ["Locking", "Database", "PostgreSQL"], path: "Tests/TestSupport"),
        // A provider that nobody has, for the tests of what providers have in common.
        .target(
            name: "TinyPay",
            dependencies: [
                "SandboxCore", "JournalCodec", "Scenarios", "Routing", "TossAPI", "JSON", "Masking", "Encodings",
            ],
            path: "Tests/TinyPay"
        ),
        .testTarget(name: "LockingTests", dependencies: ["Locking"]),
        .testTarget(name: "EncodingsTests", dependencies: ["Encodings"]),
        .testTarget(name: "QueuesTests", dependencies: ["Queues"]),
        .testTarget(name: "JSONTests", dependencies: ["JSON"]),
        .testTarget(name: "StructureTests"),
        .testTarget(name: "RoutingTests", dependencies: ["Routing"]),
        .testTarget(name: "CryptoTests", dependencies: ["Crypto", "Encodings"]),
        .testTarget(name: "HTTPServerTests", dependencies: ["HTTPServer", "Locking"]),
        .testTarget(name: "HTTPClientTests", dependencies: ["HTTPClient", "Locking"]),
        .testTarget(name: "DatabaseTests", dependencies: ["Database", "PostgreSQL", "TestSupport"]),
        .testTarget(name: "TossAPITests", dependencies: ["TossAPI"], resources: [.copy("Fixtures")]),
        .testTarget(name: "MaskingTests", dependencies: ["Masking", "TestSupport"]),
        .testTarget(name: "ScenariosTests", dependencies: ["Scenarios", "TossAPI", "JSON", "Encodings"]),
        .testTarget(
            name: "SandboxCoreTests",
            dependencies: [
                "APIDescription", "SandboxCore", "JournalCodec", "Scenarios", "Routing", "TossAPI", "JSON", "Masking",
                "Determinism",
                "Encodings", "TinyPay",
            ],
            resources: [.copy("Fixtures")]
        ),
        .testTarget(
            name: "SandboxServerTests",
            dependencies: [
                "SandboxServer", "SandboxCore", "Scenarios", "TossAPI", "JSON", "HTTPServer", "Routing", "Database",
                "Encodings", "Locking", "TestSupport", "TinyPay",
            ]
        ),
        .testTarget(
            name: "TossClientTests",
            dependencies: ["TossClient", "TossAPI", "JSON", "HTTPServer", "HTTPClient", "Encodings", "Locking"]
        ),
        .testTarget(
            name: "MerchantTests",
            dependencies: [
                "Merchant", "TossClient", "TossAPI", "JSON", "HTTPServer", "Routing", "HTTPClient", "Database",
                "PostgreSQL", "Crypto", "Encodings", "Locking", "TestSupport",
            ]
        ),
        .testTarget(name: "ScenarioRunnerTests", dependencies: ["ScenarioRunner", "Scenarios", "JSON"]),
        .testTarget(
            name: "TossboxTests",
            dependencies: ["TestSupport", "Database", "Locking", "tossbox", "MerchantCommand"]
        ),
        // The programs are dependencies only to be built: nothing of them is imported.
        .testTarget(name: "ShopTests", dependencies: ["TestSupport", "CSQLite", "tossbox", "MerchantCommand"]),
    ],
    swiftLanguageModes: [.v6]
)

let future = ["ExistentialAny", "InternalImportsByDefault", "MemberImportVisibility", "NonisolatedNonsendingByDefault"]
for target in package.targets where target.type != .system {
    let strict = future.map { SwiftSetting.enableUpcomingFeature($0) } + [.treatAllWarnings(as: .error)]
    target.swiftSettings = (target.swiftSettings ?? []) + strict
}
