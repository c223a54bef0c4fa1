import TossAPI

extension Vocabulary {
    /// What files may name of Toss Payments, and of nobody else.
    package static let toss = Vocabulary([.toss])
}

extension Vocabulary.API {
    /// Toss Payments, with every code of its catalogue.
    package static let toss = Vocabulary.API(
        name: "Toss",
        calls: [.confirm, .cancel, .lookUp, .billingIssue, .billingCharge, .billingDelete],
        windows: [.checkout],
        unbuilt: ["payments.key-in", "virtual-accounts.issue", "cash-receipts.*"],
        statuses: PaymentStatus.allCases.map(\.rawValue),
        events: WebhookEvent.known.map(\.rawValue),
        methods: PaymentMethod.allCases.map { Method($0.rawValue, alias: $0.requestName) },
        codes: ErrorCode.allCases.map { RefusalCode($0) },
        suggest: { ErrorCatalogue.suggestion(for: $0)?.rawValue }
    )
}
