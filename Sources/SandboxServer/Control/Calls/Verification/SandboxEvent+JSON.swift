internal import JSON
internal import Masking
internal import SandboxCore
internal import Scenarios
internal import TossAPI

extension SandboxEvent {
    /// The event as it is listed and sent: `id`, `at`, `type`, then the names it has.
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", id)
            json.member("at", at.preciseTimestamp)
            json.member("type", type.rawValue)
            subject.write(to: &json)
            if let request { json.member("requestId", request) }
        }
    }
}

extension SandboxEvent.Subject {
    fileprivate func write(to json: inout JSONWriter) {
        switch self {
        case .sandbox: break
        case .payment(let paymentKey, let orderId, let status, let amount):
            json.member("paymentKey", paymentKey)
            json.member("orderId", orderId)
            json.member("status", status)
            json.member("amount", amount.amount)
        case .object(let subject): subject.write(to: &json)
        case .delivery(let id, let eventType, let orderId, let paymentKey, let status):
            json.member("deliveryId", id)
            json.member("eventType", eventType)
            if let orderId { json.member("orderId", orderId) }
            if let paymentKey { json.member("paymentKey", paymentKey) }
            if let status { json.member("status", status) }
        case .endpoint(let id, let url):
            json.member("endpoint", id)
            json.member("url", url)
        case .alarm(let id): json.member("alarm", id)
        case .clock(let now): json.member("now", now.preciseTimestamp)
        case .scenario(let name): json.member("scenario", name)
        case .request(let method, let path, let status):
            json.member("method", method)
            json.member("path", path)
            json.member("status", status)
        }
    }
}
