package import Routing

/// What a method and a path mean to Toss.
package enum TossPlace: Sendable {
    case call(any APICall.Type, PathParameters)
    /// The path is Toss's, the method is not: 404 `NOT_FOUND_HTTP_METHOD` (documented).
    case wrongMethod
    /// Toss has this call, Tossbox not yet.
    case notBuilt
    /// The path is under the API but holds a broken escape: 400 `INVALID_REQUEST` (assumed).
    case malformed
    /// Nobody has this path: a plain 404 whose body is no Toss error (measured).
    case unknown

    /// Finds what a request is about; `path` is percent-encoded and without query.
    package init(method: String, path: String, in apis: APIList = .toss) {
        let found = apis.lookup(method, path: path)
        if case .found(let type, let parameters) = found, parameters.isEmpty {
            // A path of words alone is a call's and no other's.
            self = .call(type, parameters)
        } else if case .malformed = found {
            self = Self.isOfToss(path) ? .malformed : .unknown
        } else if Self.isNotBuilt(method, path) {
            self = .notBuilt
        } else {
            self = Self.isNoBillingKey(path) ? .unknown : Self(found)
        }
    }

    private init(_ found: APIList.Match) {
        switch found {
        case .found(let type, let parameters): self = .call(type, parameters)
        case .methodNotAllowed: self = .wrongMethod
        case .notFound, .malformed: self = .unknown
        }
    }

    /// Two words of the API, though they stand where a billing key may.
    private static func isNoBillingKey(_ path: String) -> Bool {
        path.utf8.starts(with: "/v1/billing/".utf8) && pathSegments(of: path) == ["v1", "billing", "authorizations"]
    }

    /// Whether a path is under the API, whatever is there.
    package static func isOfToss(_ path: String) -> Bool {
        path.utf8.starts(with: "/v1/".utf8) || path.utf8.starts(with: "/v2/".utf8)
    }

    /// A trailing slash changes nothing about what is promised.
    private static func isNotBuilt(_ method: String, _ path: String) -> Bool {
        guard isOfToss(path), var segments = pathSegments(of: path) else { return false }
        if segments.count > 1, segments.last == "" { segments.removeLast() }
        guard !segments.contains(""), segments.count > 1 else { return false }
        if segments[0] == "v2" { return ["sellers", "payouts", "balances"].contains(segments[1]) }
        switch segments[1] {
        case "payments": return segments.count == 2 ? method == "POST" : segments[2...] == ["key-in"]
        case "virtual-accounts", "transactions", "settlements", "cash-receipts", "promotions", "brandpay", "payouts":
            return true
        default: return false
        }
    }
}

extension APIList {
    /// Toss alone.
    package static let toss: APIList = {
        do { return try APIList([TossPayments.self]) } catch { preconditionFailure("\(error)") }
    }()
}
