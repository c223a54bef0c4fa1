import TossAPI

/// What scenario files may name: the calls of each API that a sandbox speaks, and the codes that it refuses them with.
package struct Vocabulary: Sendable {
    /// In the order in which they were added; of two that have the same kind the first one counts.
    package let apis: [API]

    /// The words of these APIs.
    package init(_ apis: [API]) { self.apis = apis }

    /// These words and those of another API.
    package func adding(_ api: API) -> Vocabulary { Vocabulary(apis + [api]) }

    /// All that a rule can name, in the order in which messages list it.
    package var kinds: [CallKind] { apis.flatMap(\.kinds) }

    /// What `*` means.
    package var everyCall: Set<CallKind> { apis.reduce(into: []) { $0.formUnion($1.everyCall) } }

    /// Where a payment can stand.
    package var statuses: [String] { words(of: { $0.statuses }) }

    /// The webhooks that there are.
    package var events: [String] { words(of: { $0.events }) }

    /// The ways to pay, by all of their names.
    package var methods: [String] {
        words(of: { $0.methods.map(\.name) }) + words(of: { $0.methods.compactMap(\.alias) })
    }

    /// The way to pay that is called so, by the name that calls have for it.
    func method(_ name: String) -> String? {
        apis.lazy.flatMap(\.methods).first { $0.name == name || $0.alias == name }?.name
    }

    /// The words of every API, each once.
    private func words(of list: (API) -> [String]) -> [String] {
        var seen: Set<String> = []
        return apis.flatMap(list).filter { seen.insert($0).inserted }
    }

    /// The kind of this name; nil when there is none.
    func kind(_ name: String) -> CallKind? {
        let kind = CallKind(rawValue: name)
        return apis.contains { $0.has(kind) } ? kind : nil
    }

    /// Whether the format has a kind of this name, and this version has not.
    func isUnbuilt(_ name: String) -> Bool {
        apis.contains { api in
            api.unbuilt.contains { $0 == name || $0.hasSuffix(".*") && name.hasPrefix($0.dropLast()) }
        }
    }

    /// The APIs that any of these kinds belongs to.
    func apis(of kinds: Set<CallKind>) -> [API] {
        let found = kinds.compactMap { kind in apis.firstIndex { $0.has(kind) } }
        return Set(found).sorted().map { apis[$0] }
    }

    /// Whether all of these are payment windows, which answer no call.
    func areWindows(_ kinds: Set<CallKind>) -> Bool {
        !kinds.isEmpty && kinds.allSatisfy { kind in apis.first { $0.has(kind) }?.windows.contains(kind) ?? false }
    }
}

extension Vocabulary {
    /// The words of one API.
    package struct API: Sendable {
        /// As messages name it: `Toss`.
        package let name: String
        /// Its calls, in the order in which messages list them.
        package let calls: [CallKind]
        /// What a rule can name besides: the buyer in a payment window, who is no call.
        package let windows: [CallKind]
        /// Those of its calls that `*` means.
        package let everyCall: Set<CallKind>
        /// Names of the format that are not built yet; `cash-receipts.*` stands for all that begin so.
        package let unbuilt: [String]
        /// Where a payment of its can stand.
        package let statuses: [String]
        /// Its webhooks.
        package let events: [String]
        /// Its ways to pay.
        package let methods: [Method]
        private let codes: [String: RefusalCode]
        private let suggest: (@Sendable (String) -> String?)?

        /// An API; `*` means all of its calls unless it is said otherwise.
        ///
        /// `suggest` finds the code that a text was probably meant to be. Without it the nearest one is found.
        package init(
            name: String,
            calls: [CallKind],
            windows: [CallKind] = [],
            everyCall: Set<CallKind>? = nil,
            unbuilt: [String] = [],
            statuses: [String] = [],
            events: [String] = [],
            methods: [Method] = [],
            codes: [RefusalCode],
            suggest: (@Sendable (String) -> String?)? = nil
        ) {
            self.name = name
            self.calls = calls
            self.windows = windows
            self.everyCall = everyCall ?? Set(calls)
            self.unbuilt = unbuilt
            self.statuses = statuses
            self.events = events
            self.methods = methods
            self.codes = Dictionary(codes.map { ($0.rawValue, $0) }) { first, _ in first }
            self.suggest = suggest
        }

        /// A way to pay.
        package struct Method: Sendable {
            /// As calls have it.
            package let name: String
            /// What files may write as well.
            package let alias: String?

            package init(_ name: String, alias: String? = nil) {
                self.name = name
                self.alias = alias
            }
        }

        /// All that a rule can name of it.
        package var kinds: [CallKind] { calls + windows }

        func has(_ kind: CallKind) -> Bool { calls.contains(kind) || windows.contains(kind) }

        /// The code of this name; nil when the API has none.
        func code(_ name: String) -> RefusalCode? { codes[name] }

        /// The code that a text was probably meant to be.
        func suggestion(for text: String) -> String? {
            suggest.map { $0(text) } ?? ScenarioReader.nearest(to: text, among: codes.keys.sorted())
        }
    }
}
