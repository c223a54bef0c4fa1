import Testing

/// Keeps the house as it was built: who may import whom, nothing that nobody uses, nothing too long to read.
@Suite(.timeLimit(.minutes(1))) struct StructureTests {
    private let tree = SourceTree.project

    /// Modules that come with the toolchain.
    private static let toolchain: Set<String> = [
        "Foundation", "FoundationEssentials", "Synchronization", "Testing", "Glibc", "Darwin", "Dispatch", "XCTest",
        "FoundationNetworking", "FoundationXML", "Musl",
    ]

    @Test func `every import is a declared dependency, and every dependency is imported`() {
        let targets = tree.targets
        #expect(targets.count > 25)
        for (target, dependencies) in targets {
            let files = tree.files.filter {
                $0.target == target || ($0.target == "TestSupport" && target == "TestSupport")
            }
            let imported = Set(files.flatMap(\.imports)).subtracting(Self.toolchain)
            #expect(imported.subtracting(dependencies) == [], "\(target) imports what it does not declare")
            // Programs are dependencies of the tests that start them, and are imported by none.
            let libraries = dependencies.subtracting(["tossbox", "MerchantCommand"])
            #expect(libraries.subtracting(imported) == [], "\(target) declares what it does not import")
        }
    }

    @Test(arguments: [
        // The merchant meets the gateway over HTTP only, and so does who runs scenario files.
        ("Merchant", ["SandboxCore", "SandboxServer", "Scenarios"]),
        ("TossClient", ["SandboxCore", "SandboxServer", "Scenarios"]),
        ("ScenarioRunner", ["SandboxCore", "SandboxServer"]), ("Scenarios", ["SandboxCore"]),
        ("JournalCodec", ["SandboxCore", "Scenarios"]), ("APIDescription", ["SandboxCore", "TossAPI", "Scenarios"]),
        ("SandboxCore", ["HTTPServer", "HTTPClient", "Database", "Locking", "Crypto"]),
    ])
    func `nobody knows those that are none of their business`(target: String, strangers: [String]) {
        let files = tree.files.filter { $0.path.hasPrefix("Sources/\(target)/") }
        #expect(!files.isEmpty)
        for file in files { #expect(Set(file.imports).isDisjoint(with: strangers), "\(file.path)") }
    }

    @Test func `one provider's words stay with it: nobody else in the merchant's core knows its client`() {
        let allowed = ["Sources/Merchant/Providers/Toss/", "Sources/Merchant/Web/MerchantServer"]
        let files = tree.files.filter { $0.path.hasPrefix("Sources/Merchant/") && $0.imports.contains("TossClient") }
        #expect(!files.isEmpty)
        for file in files {
            #expect(allowed.contains { file.path.hasPrefix($0) }, "\(file.path) imports TossClient")
        }
        // Nor does it name what is declared for Toss alone, but where the shop is put together.
        let own = Set(
            tree.files.filter { $0.path.hasPrefix(allowed[0]) }.flatMap(\.topDeclarations).map(\.name)
        )
        #expect(own.contains("TossProvider"))
        for file in tree.files where file.path.hasPrefix("Sources/Merchant/") {
            guard !allowed.contains(where: { file.path.hasPrefix($0) }) else { continue }
            #expect(own.filter { file.names($0) }.sorted() == [], "\(file.path)")
        }
    }

    @Test func `the engine names nothing of Toss's`() {
        let core = tree.files.filter { $0.path.hasPrefix("Sources/SandboxCore/") }
        let toss = core.filter { $0.path.hasPrefix("Sources/SandboxCore/Toss/") }
        let names = Set(toss.flatMap(\.topDeclarations).map(\.name))
        #expect(names.contains("ConfirmPayment"))
        for file in core where !file.path.hasPrefix("Sources/SandboxCore/Toss/") {
            let used = names.filter { file.names($0) }
            #expect(used.sorted() == [], "\(file.path)")
        }
    }

    @Test func `the engine takes nothing from Toss's contract but time and money`() {
        let contract = tree.files.filter { $0.path.hasPrefix("Sources/TossAPI/") }
        let shared = ["Sources/TossAPI/Time/", "Sources/TossAPI/Money/"]
        let names = Set(
            contract.filter { file in !shared.contains { file.path.hasPrefix($0) } }
                .flatMap(\.topDeclarations).map(\.name)
        )
        #expect(names.contains("ErrorCode") && names.contains("PaymentStatus") && !names.contains("Won"))
        for file in tree.engine {
            #expect(names.filter { file.names($0) }.sorted() == [], "\(file.path)")
            // Spelled in a text, it would be Toss's all the same.
            let spelled = file.lines.filter { line in
                !line.drop { $0 == " " }.hasPrefix("//")
                    && ["/v1/", "PAYMENT_", "tosspayments", "TossPayments", "\"DONE\"", "the Toss API"].contains {
                        line.contains($0)
                    }
            }
            #expect(spelled == [], "\(file.path)")
        }
    }

    @Test func `what serves every provider names none`() {
        let folder = tree.files.filter { $0.path.hasPrefix("Sources/SandboxServer/Providers/") }
        #expect(folder.count > 2)
        for file in folder {
            for name in ["TossPayments", "MerchantKey", "MerchantKind", "ErrorCode", "TossPlace"] {
                #expect(!file.names(name), "\(file.path) names \(name)")
            }
        }
    }

    @Test func `no file is without a reader`() {
        for file in tree.sources {
            let names = file.namesForOthers
            guard !names.isEmpty, !file.lines.contains("@main"), !file.path.hasSuffix("main.swift") else { continue }
            let isRead = tree.files.contains { other in
                other.path != file.path && names.contains { other.words[$0[...]] != nil }
            }
            #expect(isRead, "nobody uses what \(file.path) declares: \(names)")
        }
    }

    @Test func `no package declaration is dead`() {
        var uses: [Substring: Int] = [:]
        for file in tree.files { uses.merge(file.words) { $0 + $1 } }
        for file in tree.sources {
            let declared = Dictionary(file.packageDeclarations.map { ($0.name, 1) }) { $0 + $1 }
            for (name, count) in declared where uses[name[...], default: 0] <= count {
                guard !Self.calledByTheLanguage.contains(name) else { continue }
                Issue.record("\(file.path): nobody uses \(name)")
            }
        }
    }

    /// Requirements of protocols of the standard library.
    private static let calledByTheLanguage: Set<String> = ["unownedExecutor"]

    @Test func `functions fit on a screen`() {
        let all = tree.sources.flatMap { file in file.functions.map { (file.path, $0.name, $0.length) } }
        #expect(all.count > 2000)
        for (path, name, length) in all where length > Self.longestFunction {
            Issue.record("\(path): \(name) has \(length) lines")
        }
    }

    private static let longestFunction = 90
}
