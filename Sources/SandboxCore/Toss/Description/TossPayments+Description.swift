package import APIDescription
package import Scenarios
import TossAPI

/// What the document says of every call of Toss.
extension TossPayments {
    package static func parameters(of method: String) -> [Parameter] {
        (method == "POST" ? [.idempotencyKey] : []) + [.testCode, .acceptLanguage]
    }

    package static func codes(of call: any APICall.Type, method: String) -> [RefusalCode] {
        let common = ErrorCatalogue.codes(at: "* (any)")
        let ofPost = method == "POST" ? ErrorCatalogue.codes(at: "* (any POST)") + [.invalidRequest] : []
        return (ErrorCatalogue.codes(at: call.documentedName) + common + ofPost).map { RefusalCode($0) }
    }

    package static var refusalBody: Component? { .tossError }
    package static var components: [Component] { Component.toss }
}
