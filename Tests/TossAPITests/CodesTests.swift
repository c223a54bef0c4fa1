import Foundation
import Testing
import TossAPI

/// The published lists of institutions, providers and methods.
private struct PublishedCodes: Decodable {
    struct Institution: Decodable {
        let code: String?
        let code3: String?
        let ko: String?
        let en: String
        let enNewer: String?
        let fullKo: String?
        let region: String?
    }
    struct Provider: Decodable {
        let ko: String?
        let en: String
    }
    struct Method: Decodable {
        let ko: String
        let enRequest: String?
    }
    let cards: [Institution]
    let banks: [Institution]
    let securities: [Institution]
    let easyPayProviders: [Provider]
    let paymentMethods: [Method]

    static func load() throws -> Self {
        let url = Bundle.module.url(forResource: "codes", withExtension: "json", subdirectory: "Fixtures")
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(Self.self, from: Data(contentsOf: #require(url)))
    }
}

@Suite struct CodesTests {
    @Test func `card issuers are as published`() throws {
        let published = try PublishedCodes.load().cards
        #expect(CardIssuer.all.map(\.code) == published.map(\.code))
        #expect(CardIssuer.all.map(\.koreanName) == published.map(\.ko))
        #expect(CardIssuer.all.map(\.englishName) == published.map(\.en))
        #expect(CardIssuer.all.map(\.fullKoreanName) == published.map(\.fullKo))
        #expect(CardIssuer.all.map(\.isDomestic) == published.map { $0.region == "KR" })
    }

    @Test func `banks and securities houses with a code are as published`() throws {
        let codes = try PublishedCodes.load()
        let published = (codes.banks + codes.securities).filter { $0.code != nil }
        #expect(Bank.all.map(\.code) == published.map(\.code))
        #expect(Bank.all.map(\.clearingCode) == published.map(\.code3))
        #expect(Bank.all.map(\.koreanName) == published.map(\.ko))
        #expect(Bank.all.map(\.englishName) == published.map(\.en))
        #expect(Bank.all.map(\.newerEnglishName) == published.map(\.enNewer))
        #expect(Bank.all.map(\.fullKoreanName) == published.map { $0.fullKo ?? $0.ko })
        #expect(Bank.all.filter { !$0.isSecurities }.count == codes.banks.count)
    }

    @Test(arguments: CardIssuer.all)
    func `an issuer is found by its code and both names`(issuer: CardIssuer) {
        #expect(CardIssuer(code: issuer.code) == issuer)
        #expect(CardIssuer(request: issuer.code) == issuer)
        // Two issuers are called 우리; the names mean the first.
        let named = issuer.code == "W1" ? CardIssuer(code: "33") : issuer
        #expect(CardIssuer(request: issuer.englishName) == named)
        if let korean = issuer.koreanName { #expect(CardIssuer(request: korean) == named) }
    }

    @Test(arguments: Bank.all)
    func `a bank is found by its code and its names`(bank: Bank) {
        #expect(Bank(code: bank.code) == bank)
        let names = [bank.code, bank.koreanName, bank.englishName, bank.newerEnglishName].compactMap(\.self)
        for name in names { #expect(Bank(request: name) == bank) }
    }

    @Test(arguments: ["", "00", "국", "kookmin", "KB국민카드", " 11", "TOSS_MONEY", "토스머니"])
    func `an institution is not guessed`(text: String) {
        #expect(CardIssuer(request: text) == nil)
        #expect(Bank(request: text) == nil)
    }

    @Test func `easy payment providers are as published and found by both names`() throws {
        let published = try PublishedCodes.load().easyPayProviders
        #expect(EasyPayProvider.allCases.map(\.rawValue) == published.map { $0.ko ?? $0.en })
        #expect(EasyPayProvider.allCases.map(\.englishName) == published.map(\.en))
        for provider in EasyPayProvider.allCases {
            #expect(EasyPayProvider(request: provider.rawValue) == provider)
            #expect(EasyPayProvider(request: provider.englishName) == provider)
        }
        #expect(EasyPayProvider(request: "tosspay") == nil)
    }

    @Test func `payment methods are as published and found by both names`() throws {
        let published = try PublishedCodes.load().paymentMethods
        #expect(PaymentMethod.allCases.map(\.rawValue) == published.map(\.ko))
        #expect(PaymentMethod.allCases.map(\.requestName) == published.map(\.enRequest))
        for method in PaymentMethod.allCases {
            #expect(PaymentMethod(request: method.rawValue) == (method == .easyPay ? nil : method))
            if let name = method.requestName { #expect(PaymentMethod(request: name) == method) }
        }
        #expect(PaymentMethod(request: "") == nil)
    }

    static let wireValues: [([String], [String])] = [
        (
            PaymentStatus.allCases.map(\.rawValue),
            [
                "READY", "IN_PROGRESS", "WAITING_FOR_DEPOSIT", "DONE", "CANCELED", "PARTIAL_CANCELED", "ABORTED",
                "EXPIRED",
            ]
        ),
        (CardType.allCases.map(\.rawValue), ["신용", "체크", "기프트", "미확인"]),
        (OwnerType.allCases.map(\.rawValue), ["개인", "법인", "미확인"]),
        (
            AcquireStatus.allCases.map(\.rawValue),
            ["READY", "REQUESTED", "COMPLETED", "CANCEL_REQUESTED", "CANCELED"]
        ),
        (InterestPayer.allCases.map(\.rawValue), ["BUYER", "CARD_COMPANY", "MERCHANT"]),
        (CancelStatus.allCases.map(\.rawValue), ["DONE", "IN_PROGRESS", "ABORTED"]),
        (Currency.allCases.map(\.rawValue), ["KRW", "USD", "JPY"]),
    ]

    @Test(arguments: wireValues)
    func `closed lists have the published values`(values: [String], published: [String]) {
        #expect(values == published)
    }

    static let envelopes: [(String, WebhookEvent.Envelope)] = [
        ("PAYMENT_STATUS_CHANGED", .classic), ("DEPOSIT_CALLBACK", .flat), ("CANCEL_STATUS_CHANGED", .classic),
        ("BILLING_DELETED", .classic), ("METHOD_UPDATED", .classic), ("CUSTOMER_STATUS_CHANGED", .classic),
        ("ORDER_PAYMENT_STATUS_CHANGED", .classic), ("payout.changed", .entity), ("seller.changed", .entity),
        ("ars-reservation.changed", .entity),
    ]

    @Test(arguments: envelopes)
    func `a webhook event has its envelope`(name: String, envelope: WebhookEvent.Envelope) {
        #expect(WebhookEvent(rawValue: name).envelope == envelope)
    }

    @Test func `known webhook events are the published ones, and another keeps its name`() {
        #expect(WebhookEvent.known.map(\.rawValue) == Self.envelopes.map(\.0))
        #expect(WebhookEvent(rawValue: "balance.changed").envelope == .entity)
        #expect(WebhookEvent(rawValue: "PAYOUT_STATUS_CHANGED").envelope == .classic)
        #expect(WebhookEvent(rawValue: "SOMETHING_NEW").rawValue == "SOMETHING_NEW")
    }
}
