internal import Encodings
import JSON
package import TossAPI

/// A request to the Toss API whose key was accepted, as it came off the wire.
package struct TossRequest: Sendable {
    package let method: String
    /// Percent-encoded, without query.
    package let path: String
    let headers: ReadHeaders
    /// Headers that only a scenario's rules may ask for; whoever knows the scenario keeps those it names.
    package var others: [Header]
    /// Empty once the call has been read.
    fileprivate(set) var body: [UInt8]
    /// Which contract of the sandbox the key belongs to.
    package let merchant: MerchantKind
    /// The key itself, part of an idempotency key's scope.
    package let key: String
    /// Whether another sandbox has the object that this one lacks; only the shell sees all sandboxes.
    package var isKnownElsewhere: Bool

    package struct Header: Sendable {
        package let name: String
        package let value: String

        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// A request with all of its headers; those that nothing may keep are left behind.
    package init(
        method: String,
        path: String,
        headers: [Header],
        body: [UInt8],
        merchant: MerchantKind,
        key: String,
        isKnownElsewhere: Bool = false
    ) {
        var read = ReadHeaders()
        let others = headers.filter { !read.take($0.name, $0.value) }
        self.init(method: method, path: path, headers: read, body: body, merchant: merchant, key: key)
        self.others = others
        self.isKnownElsewhere = isKnownElsewhere
    }

    /// A request with the headers that the gateway reads, and no others.
    package init(
        method: String,
        path: String,
        headers: ReadHeaders,
        body: [UInt8],
        merchant: MerchantKind,
        key: String
    ) {
        self.method = method
        self.path = path
        self.headers = headers
        others = []
        self.body = body
        self.merchant = merchant
        self.key = key
        isKnownElsewhere = false
    }

    /// The value of the first header called `name`, in lower case.
    package func header(_ name: String) -> String? {
        switch name {
        case "content-type": headers.contentType
        case "accept-language": headers.acceptLanguage
        case "idempotency-key": headers.idempotencyKey
        case "tosspayments-test-code": headers.testCode
        default: others.first { equalIgnoringCase($0.name, name) }?.value
        }
    }

    package var language: Language { Language(acceptLanguage: headers.acceptLanguage) }
}

/// A request with its meaning: which endpoint, and what it asks for or why it is refused.
///
/// Made outside of any lock; it depends on nothing but the request.
package struct TossCall: Sendable {
    package var request: TossRequest
    /// The body as a log may show it; of the other one only `input` is left.
    package let body: MaskedBytes
    /// The path as a log may show it.
    let path: MaskedText
    package let endpoint: Endpoint
    /// The checked fields, or a refusal that waits here until idempotency and test codes had their say.
    package private(set) var input: Result<Input, Refusal>
    /// Whether the call as it is kept would not be read as this input: something in it is masked.
    private(set) var isRestated: Bool

    /// Reads a request; from then on its body is kept in the form that a log may show.
    package init(_ request: TossRequest, endpoint: Endpoint) {
        self.request = request
        self.request.body = []
        body = MaskedBytes(request: request.body, holdsCard: endpoint == .issueBillingKeyByCard)
        path = MaskedText(path: request.path)
        isRestated = body.bytes != request.body || path.text != request.path
        self.endpoint = endpoint
        do throws(Refusal) {
            input = .success(try Input(endpoint, request: request))
        } catch {
            input = .failure(error)
        }
    }

    /// A call whose body is masked already, with what was read from the whole one.
    init(kept request: TossRequest, endpoint: Endpoint, input: Result<Input, Refusal>) {
        self.request = request
        self.request.body = []
        body = MaskedBytes(journaled: request.body)
        path = MaskedText(path: request.path)
        self.endpoint = endpoint
        self.input = input
        isRestated = true
    }

    /// The order and the payment that a call names, for the log; also where its fields are refused.
    package var names: (orderId: String?, paymentKey: String?) {
        switch try? input.get() {
        case .confirm(let confirm): return (confirm.orderId, confirm.paymentKey)
        case .lookUp(.order(let orderId)): return (orderId, nil)
        case .lookUp(.payment(let key)): return (nil, key)
        case .cancel(let cancel): return (nil, cancel.paymentKey)
        case .issueFromPayment(let issue): return (issue.confirm.orderId, issue.confirm.paymentKey)
        case .charge(let charge): return (charge.orderId, nil)
        case .issue, .issueByCard, .deleteBillingKey: return (nil, nil)
        case nil:
            let body = try? JSONNode(parsing: body.bytes)
            let pathKey: String? =
                switch endpoint {
                case .confirmByPath(let key), .cancel(let key): key
                default: nil
                }
            return (body?["orderId"]?.string, pathKey ?? body?["paymentKey"]?.string)
        }
    }

    /// The same call without a card number that may be real, which nothing here may keep.
    ///
    /// A number that passes the Luhn check and is in no test table is refused before anything can journal it.
    package func withoutRealCard(cards: CardTable) -> TossCall {
        guard case .success(.issueByCard(let issue)) = input, passesLuhn(issue.cardNumber),
            !cards.contains(issue.cardNumber)
        else { return self }
        let note =
            "\(maskCardNumber(issue.cardNumber)) may be a real card: it passes the Luhn check and is no test number."
        var call = self
        call.input = .failure(Refusal(.invalidCardNumber, note: note))
        call.isRestated = true
        return call
    }

    /// The object a call is about, by the key the gateway gave out for it.
    package enum Subject: Hashable, Sendable {
        case payment(String)
        case billingKey(String)
        case authKey(String)
    }

    /// Nil when the call names none or its fields are refused.
    package var subject: Subject? {
        switch try? input.get() {
        case .confirm(let confirm): .payment(confirm.paymentKey)
        case .lookUp(.payment(let key)): .payment(key)
        case .cancel(let cancel): .payment(cancel.paymentKey)
        case .issueFromPayment(let issue): .payment(issue.confirm.paymentKey)
        case .issue(let issue): .authKey(issue.authKey)
        case .charge(let charge): .billingKey(charge.billingKey)
        case .deleteBillingKey(let key): .billingKey(key)
        case .lookUp(.order), .issueByCard, nil: nil
        }
    }
}

/// A refusal in Toss's words, with a word for the person reading the log.
package struct Refusal: Error, Sendable, Equatable {
    package let code: ErrorCode
    /// Why, in plain English; shown in the request log and never on the wire.
    package let note: MaskedText

    package init(_ code: ErrorCode, note: String) {
        self.code = code
        self.note = MaskedText(note)
    }
}

extension Sandbox {
    /// Whether this sandbox ever gave out the key that a call names.
    package func knows(_ subject: TossCall.Subject) -> Bool {
        switch subject {
        case .payment(let key): payments.knows(key)
        case .billingKey(let key): billing.place(of: key) != nil
        case .authKey(let key): billing.authorizations[key] != nil
        }
    }

    /// Whose it is; nil when there is none or it was used up.
    package func merchant(of subject: TossCall.Subject) -> MerchantKind? {
        switch subject {
        case .payment(let key): payments.place(of: key).map { payments[$0].merchant }
        case .billingKey(let key): billing.place(of: key).map { billing[$0].merchant }
        case .authKey(let key): billing.authorizations[key]?.merchant
        }
    }
}

/// Whether two ASCII texts are the same but for the case of their letters.
func equalIgnoringCase(_ left: String, _ right: String) -> Bool {
    let (left, right) = (left.utf8.span, right.utf8.span)
    guard left.count == right.count else { return false }
    for index in left.indices where left[index] != right[index] {
        let letter = left[index] | 0x20
        guard letter == right[index] | 0x20, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(letter) else {
            return false
        }
    }
    return true
}
