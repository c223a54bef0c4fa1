package import Scenarios
package import TossAPI

extension PaymentObject {
    /// The wire's view of a payment: the one place where the domain's words become Toss's members.
    package init(_ payment: Payment, of merchant: MerchantProfile, cards: CardTable) {
        let approved = payment.isCharged
        let hasMethod = payment.card != nil
        // An expired payment is read back without method, receipt, lastTransactionKey, secret and useEscrow (measured).
        let isExpired = payment.status == .expired
        let failure: FailureObject? =
            switch payment.state {
            case .aborted(let failure), .expired(let failure): failure
            case .ready, .inProgress, .done, .partialCanceled, .canceled, .usedForBilling: nil
            }
        self.init(
            mId: merchant.mId,
            lastTransactionKey: payment.lastTransactionKey,
            paymentKey: payment.paymentKey,
            orderId: payment.terms.orderId,
            orderName: payment.terms.orderName,
            status: payment.status,
            requestedAt: payment.requestedAt,
            approvedAt: payment.approvedAt,
            useEscrow: isExpired ? nil : payment.terms.useEscrow,
            card: isExpired ? nil : payment.card.map { CardObject($0, of: payment, cards: cards) },
            cancels: payment.cancels,
            secret: approved ? payment.secret : nil,
            type: payment.type,
            failure: failure,
            isPartialCancelable: approved && payment.terms.taxExemptionAmount == 0,
            hasReceipt: approved,
            totalAmount: payment.terms.amount,
            balanceAmount: payment.balance,
            tax: TaxBreakdown(
                of: payment.balance,
                taxFree: payment.taxFreeBalance,
                taxExemption: payment.taxExemptionBalance
            ),
            method: hasMethod && !isExpired ? .card : nil,
            version: merchant.version,
            metadata: payment.terms.metadata
        )
    }
}

extension Payment {
    /// How Toss shows it; a method, as what it is called on is lent, where an argument would be copied.
    func object(of merchant: MerchantProfile, cards: CardTable) -> PaymentObject {
        PaymentObject(self, of: merchant, cards: cards)
    }
}

extension CardObject {
    init(_ card: Card, of payment: Payment, cards: CardTable) {
        let profile = cards.profile(of: card.number)
        self.init(
            issuerCode: profile.issuerCode,
            acquirerCode: profile.acquirerCode,
            number: card.maskedNumber,
            installmentPlanMonths: payment.terms.installmentPlanMonths,
            useCardPoint: payment.terms.useCardPoint,
            cardType: profile.cardType,
            ownerType: profile.ownerType,
            amount: payment.terms.amount
        )
    }
}

extension BillingCardObject {
    package init(_ card: Card, cards: CardTable) {
        let profile = cards.profile(of: card.number)
        self.init(
            issuerCode: profile.issuerCode,
            acquirerCode: profile.acquirerCode,
            number: card.maskedNumber,
            cardType: profile.cardType,
            ownerType: profile.ownerType
        )
    }
}
