import TossAPI

/// A card of the built-in table, for people to read.
package struct TestCard: Sendable {
    /// As printed, in groups of four; a prefix ends with a star.
    package let number: String
    /// What it does.
    package let plan: CardPlan
    /// What it stands for, in a few words.
    package let meaning: String

    fileprivate init(_ number: String, _ plan: CardPlan, _ meaning: String) {
        self.number = number
        self.plan = plan
        self.meaning = meaning
    }
}

extension CardTable {
    /// The cards every sandbox knows: all of `testCards`.
    package static let builtIn: CardTable = {
        var numbers: [String: CardPlan] = [:]
        var prefixes: [String: CardPlan] = [:]
        for card in testCards {
            let key = normalized(card.number)
            if key.hasSuffix("*") {
                prefixes[String(key.dropLast())] = card.plan
            } else {
                numbers[key] = card.plan
            }
        }
        return CardTable(numbers: numbers, prefixes: prefixes)
    }()

    /// The built-in cards in the order in which a manual lists them.
    package static let testCards: [TestCard] =
        printed + measured + refusedAlways + refusedWhenCharged + refusedWhenIssued

    /// Numbers that integration guides print; what they do here is their readers' custom, not Toss's.
    private static let printed = [
        TestCard("4242 4242 4242 4242", .always(.approve), "approves"),
        TestCard("4000 0000 0000 0002", .always(.refuse(.rejectCardCompany)), "the card company says no"),
        TestCard("4000 0000 0000 0069", .always(.refuse(.invalidCardExpiration)), "expired"),
        TestCard("1111 2222 3333 4444", .always(.approve), "approves"),
        TestCard("1234 5678 1234 5678", .always(.approve), "approves"),
        TestCard("4030 0000 0000 0001", .always(.approve), "Shinhan, approves"),
        TestCard("5191 0000 0000 0001", .always(.approve), "KB Kookmin, approves"),
        TestCard("5295 7800 0000 0001", .always(.approve), "Hana, approves"),
    ]

    /// Numbers tried at Toss with test keys, when billing keys were issued by card.
    ///
    /// Numbers from 9430 were refused when a key was issued; here payments refuse them as well.
    private static let measured = [
        TestCard("9410 0012 3456 7890", .always(.approve), "Hana, approves"),
        TestCard("5365 1000 0000 0000", .always(.approve), "Kakao Bank, approves"),
        TestCard("4906 2512 3412 3456", .always(.approve), "BC, approves"),
        TestCard(
            "4111 1111 1111 1111",
            whenCharged(.notSupportedCardType, payment: .approve),
            "kind unknown: fine in the window, its billing key cannot be charged"
        ),
        TestCard(
            "4330 1212 3456 7890",
            whenCharged(.notSupportedCardType, payment: .approve),
            "kind unknown: fine in the window, its billing key cannot be charged"
        ),
        TestCard(
            "5520 2212 3456 7890",
            whenCharged(.notSupportedCardType, payment: .approve),
            "kind unknown: fine in the window, its billing key cannot be charged"
        ),
        TestCard("9430*", .always(.refuse(.invalidCardNumber)), "wrong number"),
    ]

    // The numbers below are our own, one for each refusal that a card can cause by the published error lists. None
    // passes the Luhn check, so none is anybody's card.

    /// Refused when a billing key is issued, and whenever charged.
    private static let refusedAlways = [
        TestCard("4000 0000 0000 1011", .always(.refuse(.invalidCardNumber)), "wrong number"),
        TestCard("4000 0000 0000 1021", .always(.refuse(.invalidStoppedCard)), "suspended"),
        TestCard("4000 0000 0000 1031", .always(.refuse(.invalidRejectCard)), "the issuer declines"),
        TestCard("4000 0000 0000 1041", .always(.refuse(.notSupportedCardType)), "kind of card not supported"),
        TestCard(
            "4000 0000 0000 1051",
            .always(.refuse(.notRegisteredCardCompany)),
            "card must be registered with its company first"
        ),
        TestCard("4000 0000 0000 1061", .always(.refuse(.exceedMaxAuthCount)), "authenticated too often"),
        TestCard(
            "4000 0000 0000 1071",
            .always(.refuse(.rejectAccountPayment)),
            "too little on the account behind the card"
        ),
    ]

    /// A billing key is issued; every charge, and every payment, is refused.
    private static let refusedWhenCharged = [
        TestCard("4000 0000 0000 1111", whenCharged(.rejectCardCompany), "the card company says no"),
        TestCard("4000 0000 0000 1121", whenCharged(.rejectCardPayment), "limit reached or balance too low"),
        TestCard("4000 0000 0000 1131", whenCharged(.invalidCardExpiration), "has expired since"),
        TestCard("4000 0000 0000 1142", whenCharged(.invalidStoppedCard), "was suspended since"),
        TestCard("4000 0000 0000 1151", whenCharged(.invalidRejectCard), "the issuer declines"),
        TestCard("4000 0000 0000 1161", whenCharged(.invalidCardLostOrStolen), "reported lost or stolen"),
        TestCard("4000 0000 0000 1171", whenCharged(.cardProcessingError), "the card company cannot process it"),
        TestCard("4000 0000 0000 1181", whenCharged(.fdsError), "taken for fraud"),
        TestCard("4000 0000 0000 1191", whenCharged(.invalidPassword), "wrong payment password"),
        TestCard("4000 0000 0000 1201", whenCharged(.exceedMaxAmount), "above the limit of one transaction"),
        TestCard("4000 0000 0000 1211", whenCharged(.exceedMaxPaymentAmount), "above what may be paid in a day"),
        TestCard("4000 0000 0000 1221", whenCharged(.exceedMaxOneDayAmount), "above the limit of the day"),
        TestCard("4000 0000 0000 1231", whenCharged(.exceedMaxDailyPaymentCount), "used too often today"),
        TestCard("4000 0000 0000 1241", whenCharged(.exceedMaxMonthlyPaymentAmount), "above the limit of the month"),
        TestCard(
            "4000 0000 0000 1251",
            whenCharged(.exceedMaxOneDayWithdrawAmount),
            "above the withdrawals of the day"
        ),
        TestCard("4000 0000 0000 1261", whenCharged(.exceedMaxOneTimeWithdrawAmount), "above one withdrawal"),
        TestCard("4000 0000 0000 1271", whenCharged(.exceedMaxCardInstallmentPlan), "too many instalments"),
        TestCard("4000 0000 0000 1282", whenCharged(.notSupportedInstallmentPlanCardOrMerchant), "no instalments"),
        TestCard(
            "4000 0000 0000 1291",
            whenCharged(.notSupportedMonthlyInstallmentPlan),
            "no interest-free instalments"
        ),
        TestCard("4000 0000 0000 1301", whenCharged(.notAllowedPointUse), "points cannot be used"),
    ]

    /// No billing key is issued; payments are approved, where Toss documents no such refusal.
    private static let refusedWhenIssued = [
        TestCard(
            "4000 0000 0000 1511",
            .split(
                payment: .always(.approve),
                issue: .always(.refuse(.invalidCardIdentity)),
                charge: .always(.approve)
            ),
            "birth date or business number does not belong to it"
        ),
        TestCard(
            "4000 0000 0000 1522",
            .split(
                payment: .always(.approve),
                issue: .always(.refuse(.invalidCardPassword)),
                charge: .always(.approve)
            ),
            "wrong first digits of its password"
        ),
    ]

    private static func whenCharged(_ code: ErrorCode, payment: CardVerdict? = nil) -> CardPlan {
        .split(payment: .always(payment ?? .refuse(code)), issue: .always(.approve), charge: .always(.refuse(code)))
    }
}
