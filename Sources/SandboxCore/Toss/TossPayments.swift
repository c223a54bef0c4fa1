import JSON
package import TossAPI
package import Scenarios
import Masking

/// The API of Toss Payments.
package enum TossPayments: PaymentAPI {
    package static let name = "Toss"
    package static let words = Vocabulary.API.toss

    package static let calls: [any APICall.Type] = [
        ConfirmPayment.self, GetPayment.self, GetPaymentByOrder.self, CancelPayment.self,
        IssueBillingKey.self, IssueBillingKeyByCard.self, ChargeBillingKey.self, DeleteBillingKey.self,
    ]

    package static let commands: [any SandboxCommand.Type] = [
        BuyerVisit.self, CardRegistration.self, FinishVisit.self, ExpirePayment.self, Emission.self, Inheritance.self,
    ]

    /// Documented by example.
    package static let deliveryPrefix = "whtrans_a01"
    package static let headers = ["TossPayments-Test-Code"]
    package static let eventTypes = EventType.toss
    package static let statusEvent: String? = WebhookEvent.paymentStatusChanged.rawValue
    package static let usualLookUp: String? = "/v1/payments/"

    package static func begin() -> TossState { TossState() }

    /// `POST` calls may bring an `Idempotency-Key` of up to 300 characters (documented).
    package static func idempotencyKey(of call: ReceivedCall) throws(Refusal) -> String? {
        guard call.request.method == "POST", let key = call.request.headers.idempotencyKey, !key.isEmpty else {
            return nil
        }
        guard key.unicodeScalars.count <= IdempotencyStore.longestKey else {
            let note = "The key has \(key.unicodeScalars.count) characters; \(IdempotencyStore.longestKey) are allowed."
            throw Refusal(.invalidIdempotencyKey, note: note)
        }
        return key
    }

    /// 5xx are not stored (assumed), so that clients can try again; nor is 409, which says just that.
    package static func keeps(status: Int) -> Bool { status < 500 && status != 409 }

    /// The answer that `TossPayments-Test-Code` forces.
    ///
    /// It works with test keys only (documented), and there are no others here.
    package static func forcedRefusal(of request: APIRequest) -> Refusal? {
        guard let value = request.header("tosspayments-test-code") else { return nil }
        guard let code = ErrorCode(rawValue: value), code.httpStatus != nil else {
            return Refusal(.invalidTestCode, note: "TossPayments-Test-Code: \(value) is no code of the API.")
        }
        return Refusal(code, note: "Forced by TossPayments-Test-Code.")
    }

    package static func refusal(_ cause: EngineCause, note: String) -> Refusal {
        switch cause {
        case .stillRunning: Refusal(.idempotentRequestProcessing, note: note)
        // Toss documents the status and no body; the code is the nearest in its list (assumed).
        case .limited: Refusal(.forbiddenConsecutiveRequest, status: 429, note: note)
        case .wrongRequest: Refusal(.invalidRequest, note: note)
        case .trouble: Refusal(.failedInternalSystemProcessing, note: note)
        }
    }

    package static func status(of refusal: Refusal) -> Int {
        refusal.status ?? ErrorCode(rawValue: refusal.code)?.httpStatus ?? 500
    }

    package static func body(of refusal: Refusal, to call: ReceivedCall) -> [UInt8] {
        let language = Language(acceptLanguage: call.request.headers.acceptLanguage)
        let text = ErrorCatalogue.message(for: refusal.code, at: call.type.documentedName, language: language)
        return JSONWriter.bytes(capacity: 192) {
            FailureObject(code: refusal.code, message: text).write(to: &$0)
        }
    }

    package static func headers(of answer: AnswerHead, to call: ReceivedCall) -> [APIRequest.Header] {
        var headers: [APIRequest.Header] = []
        headers.reserveCapacity(4)
        if !answer.isEmpty {
            headers.append(APIRequest.Header(name: "Content-Type", value: "application/json;charset=UTF-8"))
        }
        // A replay shows its own trace id and the first one's (measured).
        let trace = answer.replayed.map { "\(answer.trace), \($0)" } ?? answer.trace
        headers.append(APIRequest.Header(name: "x-tosspayments-trace-id", value: trace))
        if call.request.method == "POST", let key = call.request.headers.idempotencyKey, !key.isEmpty {
            headers.append(APIRequest.Header(name: "idempotency-key", value: key))
        }
        if let seconds = answer.retryAfter {
            headers.append(APIRequest.Header(name: "Retry-After", value: "\(seconds)"))
        }
        return headers
    }
}

extension TossPayments {
    package static func headers(of delivery: Delivery, at now: Instant) -> [APIRequest.Header] {
        [
            APIRequest.Header(name: "Content-Type", value: "application/json; charset=utf-8"),
            // The time is that of the attempt, the id stays (assumed).
            APIRequest.Header(name: "tosspayments-webhook-transmission-time", value: now.timestamp),
            APIRequest.Header(
                name: "tosspayments-webhook-transmission-retried-count",
                value: String(delivery.attempts.count - 1)
            ),
            APIRequest.Header(name: "tosspayments-webhook-transmission-id", value: delivery.transmissionId),
        ]
    }
}

extension TossPayments {
    /// No payment event is signed (documented); many guides of 2020 to 2022 expect a signature all the same.
    package static func signing(for endpoint: WebhookEndpoint) -> WebhookSigning? {
        guard endpoint.profile == .legacy, let secret = endpoint.secret else { return endpoint.ownSigning }
        return WebhookSigning(header: "TossPayments-Signature", algorithm: .sha256, encoding: .hex, key: secret)
    }

    package static func remark(onAnswer status: Int, to delivery: Delivery) -> String? {
        switch status {
        case 200: return nil
        case 201...299: return "Toss's guide asks for 200; \(status) is taken as success here."
        case 401, 403:
            guard delivery.endpoint.profile == .toss else { return nil }
            return "The receiver may expect a signature; Toss signs no payment webhook."
        default: return nil
        }
    }
}

/// A call of the Toss API.
protocol TossPaymentsCall: APICall {}

extension TossPaymentsCall {
    package static var api: any PaymentAPI.Type { TossPayments.self }

    /// The `failure` kept on a payment; it is read back in Korean whatever the caller speaks.
    static func failure(_ refusal: Refusal) -> FailureObject {
        let text = ErrorCatalogue.message(for: refusal.code, at: documentedName, language: .korean)
        return FailureObject(code: refusal.code, message: text)
    }
}
