internal import Database

extension Problem {
    /// What a caller hears of a refusal by the shop; details that are only for us stay out.
    package init(_ error: ShopError) {
        switch error {
        case .unknownProduct(let id): self.init(.notFound, "there is no product \(id)")
        case .priceDiffers(let asked, let actual):
            self.init(.invalidRequest, "the price is \(actual) won, not \(asked)")
        case .unknownOrder(let id): self.init(.notFound, "there is no order \(id)")
        case .notTheOwner: self.init(.forbidden, "this belongs to somebody else")
        case .amountDiffers(let asked, let stored):
            self.init(.invalidRequest, "the order is about \(stored) won, not \(asked)")
        case .malformedIdentifier(let name): self.init(.invalidRequest, "\(name) has an impossible form")
        case .alreadyOwned(let id): self.init(.alreadyOwned, "product \(id) is owned already")
        case .orderExpired(let id):
            self.init(.orderExpired, "the price of order \(id) holds no longer; prepare a new one")
        case .partialRefundByOwner:
            self.init(.forbidden, "only the whole purchase can be refunded; for a part, ask the shop")
        case .orderTaken: self.init(.conflict, "this order is being paid, or was paid, by another payment")
        case .refused(let code, let message): self.init(.paymentRefused, message, tossCode: code)
        case .gatewayMisused(let code):
            self.init(.gatewayMisused, "payments cannot be taken right now; nothing was charged", tossCode: code)
        case .outcomeUnknown(let id):
            self.init(.outcomeUnknown, "whether order \(id) went through is being found out; do not pay again")
        case .notRefundable: self.init(.conflict, "there is nothing to refund")
        case .refundPeriodOver: self.init(.forbidden, "refunds are possible within 7 days of the payment")
        case .refundOutOfRange(let asked, let left):
            self.init(.invalidRequest, "between 1 and \(left) won can be refunded, not \(asked)")
        case .refundUnderWay:
            self.init(.conflict, "another refund of this order is being found out about; ask again in a moment")
        case .requestKeyReused:
            self.init(.conflict, "this Idempotency-Key was used for another refund of the order")
        case .customerKeyDiffers: self.init(.forbidden, "customerKey is not the one given to this account")
        case .alreadySubscribed: self.init(.conflict, "there is a subscription already")
        case .noSubscription: self.init(.notFound, "there is no subscription")
        case .badSignature: self.init(.invalidRequest, "the signature is missing or wrong")
        case .malformedEvent: self.init(.invalidRequest, "this is no event")
        case .noFreeIdentifier: self.init(.unavailable, "no free number was found; try again")
        case .unknownJob(let name): self.init(.notFound, "there is no job \(name)")
        case .clockUnreachable: self.init(.unavailable, "the clock does not answer; try again")
        case .storage(let error) where error.isBusy: self.init(.unavailable, "the database is busy; try again")
        case .storage(let error) where error.isFull || error.isReadOnly:
            self.init(.unavailable, "the shop cannot write anything down right now; try again later")
        case .storage, .corrupt, .secretUnreadable: self.init(.internalError, "something went wrong on our side")
        }
    }

    /// The error as every door sees it.
    init(_ error: any Error) {
        switch error {
        case let problem as Problem: self = problem
        case let error as ShopError: self.init(error)
        case is CancellationError: self.init(.unavailable, "the server is stopping")
        default: self.init(.internalError, "something went wrong on our side")
        }
    }
}
