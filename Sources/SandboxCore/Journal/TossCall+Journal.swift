import JSON
import TossAPI

extension TossCall {
    func write(to json: inout JSONWriter) {
        json.member("method", request.method)
        json.member("path", path)
        json.member("merchant", request.merchant.rawValue)
        json.member("key", request.key)
        if request.isKnownElsewhere { json.member("knownElsewhere", true) }
        json.headers(request.kept)
        json.body("body", "bodyBase64", body.bytes)
        // The call is kept masked: what cannot be read from it any more stands beside it, masked as well.
        guard isRestated else { return }
        switch input {
        case .success(let input): json.member("input", object: { input.write(to: &$0) })
        case .failure(let refusal):
            json.member(
                "refusal",
                object: { json in
                    json.member("code", refusal.code.rawValue)
                    json.member("note", refusal.note)
                }
            )
        }
    }

    init(_ members: JournalObject) throws(JournalError) {
        let request = TossRequest(
            method: try members.text("method"),
            path: try members.text("path"),
            headers: try members.headers("headers"),
            body: try members.body("body"),
            merchant: try members.word("merchant"),
            key: try members.text("key"),
            isKnownElsewhere: members.node("knownElsewhere")?.bool ?? false
        )
        guard case .endpoint(let endpoint) = Endpoint.match(method: request.method, path: request.path) else {
            let call = "\(request.method) \(request.path)"
            throw JournalError(path: members.place("path"), "\(call) is no call of the Toss API that is built here.")
        }
        if let input = try members.optionalObject("input") {
            self.init(kept: request, endpoint: endpoint, input: .success(try Input(input)))
        } else if let refusal = try members.optionalObject("refusal") {
            let refusal = Refusal(try refusal.word("code"), note: try refusal.text("note"))
            self.init(kept: request, endpoint: endpoint, input: .failure(refusal))
        } else {
            self.init(request, endpoint: endpoint)
        }
    }
}

extension TossRequest {
    /// The headers as a journal keeps them: those that something reads.
    var kept: [Header] {
        let read = [
            ("Content-Type", headers.contentType), ("Accept-Language", headers.acceptLanguage),
            ("Idempotency-Key", headers.idempotencyKey), ("TossPayments-Test-Code", headers.testCode),
        ]
        let known = read.compactMap { name, value in value.map { Header(name: name, value: $0) } }
        return (known + others).map { header in
            Header(name: CardMask.masked(header.name), value: CardMask.masked(header.value, named: header.name))
        }
    }
}

extension Input {
    /// What a journal calls each kind of input; a new one is asked for in the two switches below.
    private enum Kind: String {
        case confirm, lookUpPayment, lookUpOrder, cancel, issue, issueByCard, issueFromPayment, charge, deleteBillingKey
    }

    fileprivate func write(to json: inout JSONWriter) {
        switch self {
        case .confirm(let confirm):
            json.member("kind", Kind.confirm.rawValue)
            confirm.write(to: &json)
        case .lookUp(.payment(let key)):
            json.member("kind", Kind.lookUpPayment.rawValue)
            json.masked("paymentKey", name: key)
        case .lookUp(.order(let orderId)):
            json.member("kind", Kind.lookUpOrder.rawValue)
            json.masked("orderId", name: orderId)
        case .cancel(let cancel):
            json.member("kind", Kind.cancel.rawValue)
            cancel.write(to: &json)
        case .issue(let issue):
            json.member("kind", Kind.issue.rawValue)
            json.masked("authKey", name: issue.authKey)
            json.masked("customerKey", name: issue.customerKey)
        case .issueByCard(let issue):
            json.member("kind", Kind.issueByCard.rawValue)
            json.masked("customerKey", name: issue.customerKey)
            // A test number: any other was refused before it got here.
            json.member("cardNumber", issue.cardNumber)
            json.member("expirationYear", issue.expirationYear)
            json.member("expirationMonth", issue.expirationMonth)
        case .issueFromPayment(let issue):
            json.member("kind", Kind.issueFromPayment.rawValue)
            issue.confirm.write(to: &json)
            json.masked("customerKey", name: issue.customerKey)
        case .charge(let charge):
            json.member("kind", Kind.charge.rawValue)
            charge.write(to: &json)
        case .deleteBillingKey(let key):
            json.member("kind", Kind.deleteBillingKey.rawValue)
            json.masked("billingKey", name: key)
        }
    }

    fileprivate init(_ members: JournalObject) throws(JournalError) {
        switch try members.word("kind", as: Kind.self) {
        case .confirm: self = .confirm(try ConfirmInput(members))
        case .lookUpPayment: self = .lookUp(.payment(try members.text("paymentKey")))
        case .lookUpOrder: self = .lookUp(.order(try members.text("orderId")))
        case .cancel: self = .cancel(try CancelInput(members))
        case .issue:
            let authKey = try members.text("authKey")
            self = .issue(IssueInput(authKey: authKey, customerKey: try members.text("customerKey")))
        case .issueByCard: self = .issueByCard(try CardIssueInput(members))
        case .issueFromPayment:
            let confirm = try ConfirmInput(members)
            let customerKey = try members.text("customerKey")
            self = .issueFromPayment(PaymentIssueInput(confirm: confirm, customerKey: customerKey))
        case .charge: self = .charge(try ChargeInput(members))
        case .deleteBillingKey: self = .deleteBillingKey(try members.text("billingKey"))
        }
    }
}

extension ConfirmInput {
    fileprivate func write(to json: inout JSONWriter) {
        json.masked("paymentKey", name: paymentKey)
        json.masked("orderId", name: orderId)
        json.member("amount", amount.amount)
    }
}

extension CancelInput {
    fileprivate func write(to json: inout JSONWriter) {
        json.masked("paymentKey", name: paymentKey)
        json.masked("cancelReason", cancelReason)
        // Any amount above the largest is too large for every balance, and digits may be a card's.
        json.member("cancelAmount", cancelAmount.map { min($0.amount, Won.largest.amount + 1) })
        json.member("taxFreeAmount", taxFreeAmount?.amount)
        json.member("taxExemptionAmount", taxExemptionAmount?.amount)
        json.member("refundableAmount", refundableAmount?.amount)
        json.member("currency", currency)
        json.masked("cancelRequestId", name: cancelRequestId)
    }
}

extension ChargeInput {
    fileprivate func write(to json: inout JSONWriter) {
        json.masked("billingKey", name: billingKey)
        json.masked("customerKey", name: customerKey)
        json.masked("orderId", name: orderId)
        json.masked("orderName", orderName)
        json.member("amount", amount.amount)
        json.member("taxFreeAmount", taxFreeAmount.amount)
        json.member("taxExemptionAmount", taxExemptionAmount.amount)
        json.member("installmentPlanMonths", installmentPlanMonths)
        json.member("useCardPoint", useCardPoint)
    }
}
