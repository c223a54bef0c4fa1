internal import APIDescription
internal import Encodings
internal import JSON
internal import Masking
internal import SandboxCore
internal import Scenarios
internal import TossAPI

/// How to pay: with a card so far, and asking for another kind must not quietly give a card payment.
extension BuyerMembers {
    static let method = BodyMember(
        member(
            .method,
            .word(
                "`카드` or `CARD`; the others are not built yet.",
                PaymentMethod.allCases.flatMap { [$0.rawValue] + ($0.requestName.map { [$0] } ?? []) }
            )
            .otherwise(quoted("카드"))
        )
    ) { body, name throws(ControlRefusal) -> PaymentMethod in
        guard let text = try body.text(name, 1...50) else { return .card }
        guard let method = PaymentMethod(request: text) ?? PaymentMethod(rawValue: text) else {
            throw body.wrong(name, "카드 (CARD)")
        }
        guard method == .card else {
            throw ControlRefusal(.notBuilt, "Payments by \(method.rawValue) are not built yet; 카드 is.")
        }
        return method
    }
    static let easyPay = ofOtherMethod(.easyPay)
    static let bank = ofOtherMethod(.bank)
    static let validHours = ofOtherMethod(.validHours)

    private static func ofOtherMethod(_ buyerMember: BuyerMember) -> BodyMember<Void> {
        BodyMember(member(buyerMember, Schema(.anything, "Not built yet."))) { body, name throws(ControlRefusal) in
            guard body.value(name) == nil else {
                throw ControlRefusal(.notBuilt, "\(name) belongs to a payment method that is not built yet; 카드 is.")
            }
        }
    }

    static let currency = BodyMember(
        member(
            .currency,
            .word("`KRW`; the others are not built yet.", Currency.allCases.map(\.rawValue)).otherwise(quoted("KRW"))
        )
    ) { body, name throws(ControlRefusal) -> Currency in
        guard let text = try body.text(name, 1...10) else { return .won }
        guard let currency = Currency(rawValue: text) else { throw body.wrong(name, "KRW") }
        guard currency == .won else {
            throw ControlRefusal(.notBuilt, "Payments in \(currency.rawValue) are not built yet; KRW is.")
        }
        return currency
    }

    /// Judged against the test cards of the sandbox, by `cardNumber(in:)`.
    static let cardNumber = BodyMember.value(
        member(
            .cardNumber,
            .cardNumber(
                "13 to 20 digits; spaces and dashes do not matter. A number that may be a real card is refused.",
                example: "4242 4242 4242 4242"
            )
        )
    )

    /// What a buyer does: a word, or `{"fail": CODE}`.
    static let buyer = BodyMember(
        member(.buyer, .component(.buyerBehavior))
    ) { body, name throws(ControlRefusal) -> BuyerBehavior in
        guard let node = body.value(name) else { return .approve }
        if let word = node.string.flatMap(BuyerWord.init) { return BuyerBehavior(word) }
        guard let members = node.object?.members, members.count == 1, members[0].name == "fail",
            let text = members[0].node.string
        else { throw body.wrong(name, BuyerWord.expected) }
        guard let code = ErrorCode(rawValue: text) else {
            let hint = ErrorCatalogue.suggestion(for: text).map { "; did you mean \($0.rawValue)?" } ?? "."
            throw ControlBody.refusal("\(name).fail: unknown error code \(text)\(hint)")
        }
        return .fail(code)
    }
}

extension ControlBody {
    /// The digits of the buyer's card; the default card when the member is absent.
    func cardNumber(in cards: CardTable) throws(ControlRefusal) -> String {
        guard let node = try self[BuyerMembers.cardNumber] else { return defaultCardNumber }
        guard let digits = node.string.flatMap(normalizedCardNumber), (13...20).contains(digits.utf8.count) else {
            // Never repeat what may be a real card number.
            throw Self.refusal("cardNumber must be text of 13 to 20 digits; spaces and dashes are ignored.")
        }
        guard cards.contains(digits) || !passesLuhn(digits) else {
            throw Self.refusal(
                "cardNumber \(maskCardNumber(digits)) may be a real card: it passes the Luhn check and is no test number. "
                    + "Use one of the README's, or name it in a scenario's cards."
            )
        }
        return digits
    }
}
