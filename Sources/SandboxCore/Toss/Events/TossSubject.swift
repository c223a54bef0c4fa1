package import JSON
package import Masking

/// What an event of Toss's is about, other than a payment.
package enum TossSubject: EventSubject, Equatable {
    case billingKey(MaskedText, customerKey: MaskedText)
    case authorization(authKey: MaskedText, customerKey: MaskedText)
    /// A charge that reached the card company and changed nothing but the count of its card's attempts.
    case turnedAway(billingKey: MaskedText?, code: String)

    package func write(to json: inout JSONWriter) {
        switch self {
        case .billingKey(let billingKey, let customerKey):
            json.member("billingKey", billingKey)
            json.member("customerKey", customerKey)
        case .authorization(let authKey, let customerKey):
            json.member("authKey", authKey)
            json.member("customerKey", customerKey)
        case .turnedAway(let billingKey, let code):
            if let billingKey { json.member("billingKey", billingKey) }
            json.member("code", code)
        }
    }
}
