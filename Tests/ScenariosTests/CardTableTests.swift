import Encodings
import Scenarios
import Testing
import TossAPI

@Suite struct CardTableTests {
    static let now = Instant("2026-01-05T09:00:00+09:00") ?? .earliest

    static let builtIn: [(number: String, use: CardUse, verdict: CardVerdict)] = [
        ("4242 4242 4242 4242", .payment, .approve),
        ("4242-4242-4242-4242", .billingIssue, .approve),
        ("4000000000000002", .payment, .refuse(.rejectCardCompany)),
        ("4000000000000002", .billingIssue, .refuse(.rejectCardCompany)),
        ("4000000000000069", .billingCharge, .refuse(.invalidCardExpiration)),
        ("1111-2222-3333-4444", .payment, .approve),
        ("1234-5678-1234-5678", .payment, .approve),
        ("4030-0000-0000-0001", .payment, .approve),
        ("5191-0000-0000-0001", .payment, .approve),
        ("5295-7800-0000-0001", .payment, .approve),
        ("9410001234567890", .billingCharge, .approve),
        ("5365100000000000", .billingCharge, .approve),
        ("4906251234123456", .billingCharge, .approve),
        ("4111111111111111", .billingIssue, .approve),
        ("4111111111111111", .billingCharge, .refuse(.notSupportedCardType)),
        ("4330121234567890", .payment, .approve),
        ("5520221234567890", .billingIssue, .approve),
        ("9430001234567890", .billingIssue, .refuse(.invalidCardNumber)),
        // Unlisted: it may be a real card when it passes the Luhn check.
        ("5555 5555 5555 4444", .payment, .refuse(.invalidCardNumber)),
        ("5555555555554445", .payment, .approve),
        ("9999000011112222", .billingIssue, .approve),
        ("", .payment, .approve),
        ("not a card", .payment, .approve),
    ]

    @Test(arguments: builtIn)
    func `a built-in card does what the manual says`(number: String, use: CardUse, verdict: CardVerdict) {
        #expect(CardTable.builtIn.decide(number, for: use, attempt: 1, at: Self.now) == verdict)
    }

    /// The codes that a card can cause, judged from the published lists of confirm, billing issue and billing charge.
    static let codes: [ErrorCode] = [
        .rejectCardCompany, .rejectCardPayment, .rejectAccountPayment, .invalidCardExpiration, .invalidCardNumber,
        .invalidStoppedCard, .invalidCardLostOrStolen, .invalidRejectCard, .invalidPassword, .invalidCardIdentity,
        .invalidCardPassword, .notSupportedCardType, .notRegisteredCardCompany, .fdsError, .cardProcessingError,
        .exceedMaxAmount, .exceedMaxPaymentAmount, .exceedMaxOneDayAmount, .exceedMaxDailyPaymentCount,
        .exceedMaxMonthlyPaymentAmount, .exceedMaxOneDayWithdrawAmount, .exceedMaxOneTimeWithdrawAmount,
        .exceedMaxAuthCount, .exceedMaxCardInstallmentPlan, .notSupportedInstallmentPlanCardOrMerchant,
        .notSupportedMonthlyInstallmentPlan, .notAllowedPointUse,
    ]

    @Test(arguments: codes)
    func `each code a card can cause has a card of our own`(code: ErrorCode) {
        let causes = CardTable.testCards.contains { card in
            card.number.hasPrefix("4000 0000 0000 1")
                && CardUse.allCases.contains { card.plan.verdict(for: $0, attempt: 1, at: Self.now) == .refuse(code) }
        }
        #expect(causes)
    }

    @Test(arguments: CardTable.testCards.filter { $0.number.hasPrefix("4000 0000 0000 1") }.map(\.number))
    func `a card of our own is nobody's, and refuses with a code of its endpoint`(number: String) {
        #expect(!passesLuhn(CardTable.normalized(number)))
        for (use, endpoints) in Self.endpoints {
            guard case .refuse(let code) = CardTable.builtIn.decide(number, for: use, attempt: 1, at: Self.now) else {
                continue
            }
            #expect(endpoints.contains { ErrorCatalogue.codes(at: $0).contains(code) }, "\(code) at \(use)")
        }
    }

    /// A charge may be refused as a confirm would be: so do cards that Toss lists for confirms only.
    static let endpoints: [(CardUse, Set<String>)] = [
        (.billingIssue, ["POST /v1/billing/authorizations/issue"]),
        (.billingCharge, ["POST /v1/billing/{billingKey}", "POST /v1/payments/confirm"]),
    ]

    @Test func `no number is in the built-in table twice`() {
        let keys = CardTable.testCards.map { CardTable.normalized($0.number) }
        #expect(Set(keys).count == keys.count)
        #expect(CardTable.builtIn.numbers.count + CardTable.builtIn.prefixes.count == keys.count)
    }

    @Test func `attempts are one for each charge, the last one repeats, and issuing approves`() throws {
        let table = try readScenario(
            #""cards": {"41": {"attempts": ["approve", {"refuse": "FDS_ERROR"}, {"refuse": "INVALID_PASSWORD"}]}}"#
        ).cards
        let charges = (1...5).map { table.decide("41", for: .billingCharge, attempt: $0, at: Self.now) }
        #expect(
            charges == [
                .approve, .refuse(.fdsError), .refuse(.invalidPassword), .refuse(.invalidPassword),
                .refuse(.invalidPassword),
            ]
        )
        #expect(table.decide("41", for: .billingIssue, attempt: 2, at: Self.now) == .approve)
        #expect(table.decide("41", for: .payment, attempt: 0, at: Self.now) == .approve)
        #expect(table.decide("41", for: .payment, attempt: .min, at: Self.now) == .approve)
    }

    @Test func `a card approves until its instant, and not at it`() throws {
        let table = try readScenario(
            #""cards": {"41": {"until": "2026-01-05T09:00:00+09:00", "then": {"refuse": "INVALID_STOPPED_CARD"}}}"#
        ).cards
        #expect(table.decide("41", for: .payment, attempt: 1, at: Self.now - .microseconds(1)) == .approve)
        for use in CardUse.allCases {
            #expect(table.decide("41", for: use, attempt: 1, at: Self.now) == .refuse(.invalidStoppedCard))
        }
    }

    @Test func `issue and charge are apart, and what is absent approves`() throws {
        let table = try readScenario(
            #""cards": {"41": {"issue": {"refuse": "INVALID_CARD_PASSWORD"}}, "43": {"charge": {"refuse": "FDS_ERROR"}}}"#
        ).cards
        #expect(table.decide("41", for: .billingIssue, attempt: 1, at: Self.now) == .refuse(.invalidCardPassword))
        #expect(table.decide("41", for: .payment, attempt: 1, at: Self.now) == .approve)
        #expect(table.decide("43", for: .billingIssue, attempt: 1, at: Self.now) == .approve)
        #expect(table.decide("43", for: .payment, attempt: 1, at: Self.now) == .refuse(.fdsError))
    }

    static let longest: [(number: String, verdict: CardVerdict)] = [
        ("4242 4211", .refuse(.fdsError)), ("4242 0000", .refuse(.invalidPassword)), ("4242424242424242", .approve),
        ("4242 4299", .approve), ("5555555555554444", .refuse(.rejectCardPayment)), ("4000000000000002", .approve),
    ]

    @Test(arguments: longest)
    func `the longest entry that fits wins`(number: String, verdict: CardVerdict) throws {
        let table = try readScenario(
            """
            "cards": {
              "42*": {"refuse": "INVALID_PASSWORD"}, "4242-42*": {"refuse": "FDS_ERROR"}, "4242 4299": "approve",
              "*": {"refuse": "REJECT_CARD_PAYMENT"}, "4000-0000-0000-0002": "approve"
            }
            """
        ).cards
        #expect(table.decide(number, for: .payment, attempt: 1, at: Self.now) == verdict)
        #expect(table.contains(number))
    }

    @Test func `a star lets every number in`() throws {
        let table = try readScenario(#""cards": {"*": "approve"}"#).cards
        for number in ["5555555555554444", "", "1"] {
            #expect(table.decide(number, for: .payment, attempt: 1, at: Self.now) == .approve)
            #expect(table.contains(number))
        }
        #expect(!CardTable.builtIn.contains("5555555555554444"))
        #expect(CardTable.builtIn.contains("4242-4242-4242-4242"))
        #expect(CardTable.builtIn.contains("9430 0000"))
    }

    static let profiles: [(number: String, issuer: String, type: CardType)] = [
        ("4030-0000-0000-0001", "41", .credit), ("5191000000000001", "11", .credit),
        ("5295780000000001", "21", .credit), ("9410001234567890", "21", .credit), ("5365100000000000", "15", .check),
        ("4906251234123456", "31", .credit), ("4111 1111 1111 1111", "4V", .unknown),
        ("4330121234567890", "4V", .unknown), ("5520221234567890", "4M", .unknown), ("4242424242424242", "11", .credit),
        ("", "11", .credit),
    ]

    @Test(arguments: profiles)
    func `the first digits tell the issuer`(number: String, issuer: String, type: CardType) {
        let profile = CardTable.builtIn.profile(of: number)
        #expect(profile.issuerCode == issuer)
        #expect(profile.cardType == type)
        #expect(CardIssuer(code: profile.issuerCode) != nil)
        #expect(CardIssuer(code: profile.acquirerCode) != nil)
    }
}
