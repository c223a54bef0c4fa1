package import JournalCodec
package import JSON
import Masking
import TossAPI

extension Inheritance {
    package func write(to json: inout JSONWriter) {
        json.exact("now", now)
        json.member("payments", array: { json in for payment in payments { payment.write(to: &json) } })
        json.member(
            "authorizations",
            array: { json in for authorization in authorizations { authorization.write(to: &json) } }
        )
    }

    package init(journal members: JournalObject) throws(JournalError) {
        self.init(
            payments: try members.list("payments").map { node, path throws(JournalError) in
                try Payment(JournalObject(node, at: path, members.apis))
            },
            authorizations: try members.list("authorizations").map { node, path throws(JournalError) in
                try BillingAuthorization(JournalObject(node, at: path, members.apis))
            },
            now: try members.instant("now")
        )
    }
}

extension Payment {
    /// Only what an unfinished payment has: others are never inherited.
    fileprivate func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("paymentKey", paymentKey)
            json.member("merchant", merchant.rawValue)
            json.member("type", type.rawValue)
            json.exact("requestedAt", requestedAt)
            json.member("secret", secret)
            json.member("status", status.rawValue)
            json.exact("until", deadline)
            json.member("cardNumber", card?.number)
            json.member("terms", object: { terms.write(to: &$0) })
        }
    }

    fileprivate init(_ members: JournalObject) throws(JournalError) {
        let state: State
        switch try members.word("status", as: PaymentStatus.self) {
        case .ready: state = .ready(until: try members.instant("until"))
        case .inProgress: state = .inProgress(until: try members.instant("until"))
        default: throw members.wrong("status", "READY or IN_PROGRESS, as only unfinished payments are inherited")
        }
        self.init(
            paymentKey: try members.text("paymentKey"),
            merchant: try members.word("merchant"),
            type: try members.word("type"),
            terms: try PaymentTerms(members.member("terms")),
            requestedAt: try members.instant("requestedAt"),
            secret: try members.text("secret"),
            state: state,
            card: try members.optionalText("cardNumber").map { Card(number: $0) }
        )
    }
}

extension BillingAuthorization {
    fileprivate func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("authKey", authKey)
            json.member("merchant", merchant.rawValue)
            json.masked("customerKey", name: customerKey)
            json.member("cardNumber", card.number)
            json.exact("expiresAt", expiresAt)
        }
    }

    fileprivate init(_ members: JournalObject) throws(JournalError) {
        self.init(
            authKey: try members.text("authKey"),
            merchant: try members.word("merchant"),
            customerKey: try members.text("customerKey"),
            card: Card(number: try members.text("cardNumber")),
            expiresAt: try members.instant("expiresAt")
        )
    }
}
