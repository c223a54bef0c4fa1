package import JSON

/// The `card` of a payment.
package struct CardObject: Hashable, Sendable {
    package var issuerCode: String
    package var acquirerCode: String?
    /// Masked: eight digits, four stars, three digits, a star.
    package var number: String
    package var installmentPlanMonths: Int
    package var isInterestFree: Bool
    package var interestPayer: InterestPayer?
    package var approveNo: String
    package var useCardPoint: Bool
    package var cardType: CardType
    package var ownerType: OwnerType
    package var acquireStatus: AcquireStatus
    /// Asked from the issuer; keeps its value after cancels.
    package var amount: Won

    package init(
        issuerCode: String,
        acquirerCode: String?,
        number: String,
        installmentPlanMonths: Int,
        useCardPoint: Bool,
        cardType: CardType,
        ownerType: OwnerType,
        amount: Won
    ) {
        self.issuerCode = issuerCode
        self.acquirerCode = acquirerCode
        self.number = number
        self.installmentPlanMonths = installmentPlanMonths
        isInterestFree = false
        // Null for a lump sum (documented); with instalments the buyer pays the interest unless a promotion says else.
        interestPayer = installmentPlanMonths > 0 ? .buyer : nil
        // The value of test mode (documented, measured).
        approveNo = "00000000"
        self.useCardPoint = useCardPoint
        self.cardType = cardType
        self.ownerType = ownerType
        // Still `READY` after a same-day cancel in test mode (measured).
        acquireStatus = .ready
        self.amount = amount
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("issuerCode", issuerCode)
            json.member("acquirerCode", acquirerCode)
            json.member("number", number)
            json.member("installmentPlanMonths", installmentPlanMonths)
            json.member("isInterestFree", isInterestFree)
            json.member("interestPayer", interestPayer?.rawValue)
            json.member("approveNo", approveNo)
            json.member("useCardPoint", useCardPoint)
            json.member("cardType", cardType.rawValue)
            json.member("ownerType", ownerType.rawValue)
            json.member("acquireStatus", acquireStatus.rawValue)
            json.member("amount", amount)
        }
    }
}
