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
    /// What the places lead to, in the order of the tree; a `Router` would look up its own type for every request.
    private let calls: [any APICall.Type]
    private let tree: RouteTree

    /// What is found at a path.
    package enum Match: Sendable {
        case found(any APICall.Type, PathParameters)
        /// The path is known, under other methods.
        case methodNotAllowed
        /// The path is not known.
        case notFound
        /// The path holds a broken escape, or bytes that are no UTF-8.
        case malformed
    }

    /// A list of these; two that answer the same requests are an error.
    package init(_ apis: [any PaymentAPI.Type]) throws(RouterError) {
        self.apis = apis
        vocabulary = Vocabulary(apis.map { $0.words })
        usualLookUp = apis.lazy.compactMap { $0.usualLookUp }.first ?? ""
        var calls: [any APICall.Type] = []
        var places: [CallPlace] = []
        for api in apis {
            for call in api.calls {
                calls += Array(repeating: call, count: call.places.count)
                places += call.places
            }
        }
        self.calls = calls
        tree = try RouteTree(places.map { ($0.method, $0.pattern) }, keepsLiterals: true)
    }

    /// Finds the call of a request; `path` is percent-encoded and without query.
    package func lookup(_ method: String, path: String) -> Match {
        switch tree.lookup(method, path: path) {
        case .found(let place, let parameters): .found(calls[place], parameters)
        case .others(let others): others.isEmpty ? .notFound : .methodNotAllowed
        case .malformed: .malformed
        }
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

    /// All that an event can tell of: what is of one API first.
    package var eventTypes: [EventType] { apis.flatMap { $0.eventTypes } + EventType.common }

    /// Where an API of the list stands in it, as a timer names it.
    func index(of api: any PaymentAPI.Type) -> Int {
        guard let index = apis.firstIndex(where: { $0 == api }) else {
            preconditionFailure("\(api) is not among the APIs of this sandbox")
        }
        return index
    }
}

extension PaymentAPI {
    fileprivate static func begin(in states: inout ValueList) { states.append(begin()) }
}
