internal import Encodings

/// What one request to the Toss API asks for.
package enum Endpoint: Sendable, Equatable {
    case confirm
    /// The confirm of 2020 to 2022: `POST /v1/payments/{paymentKey}`.
    case confirmByPath(paymentKey: String)
    case payment(paymentKey: String)
    case order(orderId: String)
    case cancel(paymentKey: String)
    case issueBillingKey
    /// The older exchange: `POST /v1/billing/authorizations/{authKey}`.
    case issueBillingKeyByPath(authKey: String)
    case issueBillingKeyByCard
    case charge(billingKey: String)
    /// No form of Toss's, but one that many guides copy: the billing key stands in the body.
    case chargeByBody
    case deleteBillingKey(billingKey: String)

    /// What a method and a path mean.
    package enum Match: Sendable, Equatable {
        case endpoint(Endpoint)
        /// The path is Toss's, the method is not: 404 `NOT_FOUND_HTTP_METHOD` (documented).
        case wrongMethod
        /// Toss has this call, Tossbox not yet.
        case notBuilt
        /// The path is under the API but holds a broken escape: 400 `INVALID_REQUEST` (assumed).
        case malformed
        /// Nobody has this path: a plain 404 whose body is no Toss error (measured).
        case unknown
    }

    /// Finds the endpoint of a request; `path` is percent-encoded and without query.
    package static func match(method: String, path: String) -> Match {
        var segments: [String] = []
        var parts = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).dropFirst()
        let endsInSlash = parts.count > 1 && parts.last?.isEmpty == true
        if endsInSlash { parts.removeLast() }
        for segment in parts {
            guard let decoded = percentDecoded(Substring(segment)) else {
                return segments.first == "v1" || segments.first == "v2" ? .malformed : .unknown
            }
            guard !decoded.isEmpty else { return .unknown }
            segments.append(decoded)
        }
        guard let version = segments.first, version == "v1" || version == "v2" else { return .unknown }
        segments.removeFirst()
        if isNotBuilt(segments, version: version, method: method) { return .notBuilt }
        guard !endsInSlash else { return .unknown }
        let (get, post, delete) = endpoints(segments, version: version)
        let found: Endpoint? =
            switch method {
            case "GET", "HEAD": get
            case "POST": post
            case "DELETE": delete
            default: nil
            }
        if let found { return .endpoint(found) }
        return get == nil && post == nil && delete == nil ? .unknown : .wrongMethod
    }

    /// The endpoints of a path, by method; fixed words win over parameters.
    private static func endpoints(
        _ segments: [String],
        version: String
    ) -> (
        get: Endpoint?, post: Endpoint?, delete: Endpoint?
    ) {
        guard version == "v1", segments.count >= 2 else { return (nil, nil, nil) }
        switch (segments[0], segments[1], segments.count) {
        case ("payments", "confirm", 2): return (nil, .confirm, nil)
        case ("payments", "orders", 3): return (.order(orderId: segments[2]), nil, nil)
        case ("payments", let key, 2): return (.payment(paymentKey: key), .confirmByPath(paymentKey: key), nil)
        case ("payments", let key, 3) where segments[2] == "cancel": return (nil, .cancel(paymentKey: key), nil)
        case ("billing", "authorizations", 3):
            switch segments[2] {
            case "issue": return (nil, .issueBillingKey, nil)
            case "card": return (nil, .issueBillingKeyByCard, nil)
            case "payments": return (nil, .chargeByBody, nil)
            case let authKey: return (nil, .issueBillingKeyByPath(authKey: authKey), nil)
            }
        case ("billing", let key, 2) where key != "authorizations":
            return (nil, .charge(billingKey: key), .deleteBillingKey(billingKey: key))
        default: return (nil, nil, nil)
        }
    }

    private static func isNotBuilt(_ segments: [String], version: String, method: String) -> Bool {
        guard let first = segments.first else { return false }
        if version == "v2" { return ["sellers", "payouts", "balances"].contains(first) }
        switch first {
        case "payments": return segments == ["payments", "key-in"] || (segments.count == 1 && method == "POST")
        case "virtual-accounts", "transactions", "settlements", "cash-receipts", "promotions", "brandpay", "payouts":
            return true
        default: return false
        }
    }

    /// The spelling under which the error tables list this endpoint.
    package var documentedName: String {
        switch self {
        case .confirm, .confirmByPath: "POST /v1/payments/confirm"
        case .payment: "GET /v1/payments/{paymentKey}"
        case .order: "GET /v1/payments/orders/{orderId}"
        case .cancel: "POST /v1/payments/{paymentKey}/cancel"
        case .issueBillingKey, .issueBillingKeyByPath: "POST /v1/billing/authorizations/issue"
        case .issueBillingKeyByCard: "POST /v1/billing/authorizations/card"
        case .charge, .chargeByBody: "POST /v1/billing/{billingKey}"
        case .deleteBillingKey: "DELETE /v1/billing/{billingKey}"
        }
    }

    /// What scenario rules call it.
    package var operation: Operation {
        switch self {
        case .confirm, .confirmByPath: .confirm
        case .payment, .order: .lookUp
        case .cancel: .cancel
        case .issueBillingKey, .issueBillingKeyByPath, .issueBillingKeyByCard: .billingIssue
        case .charge, .chargeByBody: .billingCharge
        case .deleteBillingKey: .billingDelete
        }
    }

    package var method: String {
        switch self {
        case .payment, .order: "GET"
        case .deleteBillingKey: "DELETE"
        case .confirm, .confirmByPath, .cancel, .issueBillingKey, .issueBillingKeyByPath, .issueBillingKeyByCard,
            .charge,
            .chargeByBody:
            "POST"
        }
    }
}
