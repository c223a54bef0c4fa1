package import Routing
package import Scenarios
import ValueList

/// The payment APIs that there are.
package struct APIList: Sendable {
    /// Each with its calls.
    package let apis: [any PaymentAPI.Type]
    /// What scenario files may name of them.
    package let vocabulary: Vocabulary
    /// What nearly every path of a look-up begins with: that of the first API that says so, as a journal leaves it out.
    let usualLookUp: String
    private let router: Router<any APICall.Type>

    /// A list of these; two that answer the same requests are an error.
    package init(_ apis: [any PaymentAPI.Type]) throws(RouterError) {
        self.apis = apis
        vocabulary = Vocabulary(apis.map { $0.words })
        usualLookUp = apis.lazy.compactMap { $0.usualLookUp }.first ?? ""
        var routes: [Route<any APICall.Type>] = []
        for api in apis {
            for call in api.calls { routes += call.places.map { Route($0.method, $0.pattern, call) } }
        }
        router = try Router(routes, keepsLiterals: true)
    }

    /// Finds the call of a request; `path` is percent-encoded and without query.
    package func lookup(_ method: String, path: String) -> Router<any APICall.Type>.Match {
        router.lookup(method, path: path)
    }

    /// What each of them knows at the first moment of a life.
    func begin() -> ValueList {
        var states = ValueList()
        for api in apis { api.begin(in: &states) }
        return states
    }

    /// How messages name all of them: `Toss API`.
    var title: String {
        let names = apis.map { $0.name }
        return "\(names.joined(separator: " and ")) API\(names.count == 1 ? "" : "s")"
    }

    /// The API of this name; nil when there is none.
    package func api(called name: String) -> (any PaymentAPI.Type)? { apis.first { $0.name == name } }

    /// The API that sends a webhook of this name, or has an event of it.
    package func api(ofWebhook event: String) -> (any PaymentAPI.Type)? {
        apis.first { $0.words.events.contains(event) }
    }

    /// All that an event can tell of: what is of one API first.
    package var eventTypes: [EventType] { apis.flatMap { $0.eventTypes } + EventType.common }

    /// Where an API stands in the list, as a timer names it.
    func index(of api: any PaymentAPI.Type) -> Int { apis.firstIndex { $0 == api } ?? 0 }
}

extension PaymentAPI {
    fileprivate static func begin(in states: inout ValueList) { states.append(begin()) }
}
