internal import APIDescription
internal import HTTPServer
internal import SandboxCore
internal import Scenarios

/// The calls of payment APIs, as their own files describe them.
extension DescribedCall {
    /// Every call of an API, at each of its places.
    ///
    /// An older form stands behind the newer call that follows it, which readers should see first.
    static func all(of api: any PaymentAPI.Type) -> [DescribedCall] {
        var calls: [DescribedCall] = []
        var older: [DescribedCall] = []
        for type in api.calls {
            let described = zip(type.places, type.described).map { DescribedCall($0, $1, type) }
            calls += described.filter { !$0.isDeprecated } + older
            older = described.filter(\.isDeprecated)
        }
        return calls + older
    }

    /// A call at one of its places, with the errors that its API has for it.
    private init(_ place: CallPlace, _ described: DescribedPlace, _ type: any APICall.Type) {
        let api = type.api
        self.init(
            HTTPMethod(rawValue: place.method),
            place.pattern,
            described.id,
            described.tag,
            described.summary,
            described.about
        )
        access = .toss
        parameters = described.parameters + api.parameters(of: place.method)
        if let body = described.body { self = self.body(body.members, example: body.example, body.rules) }
        isDeprecated = described.isDeprecated
        let content = described.answer.schema.map { DescribedAnswer.Content.json($0) } ?? .nothing
        answers.append(DescribedAnswer(status: 200, about: described.answer.about, content: content))
        guard let refusal = api.refusalBody else { return }
        let codes = api.codes(of: type, method: place.method)
        for status in Set(codes.compactMap(\.httpStatus)).sorted() {
            let names = Set(codes.filter { $0.httpStatus == status }.map(\.rawValue)).sorted()
            let list = names.map { "`\($0)`" }.joined(separator: ", ")
            answers.append(.json(status, "\(api.name)'s \(list).", .component(refusal)))
        }
    }

    /// The schemas in it.
    fileprivate var schemas: [Schema] {
        let answered = answers.compactMap { answer -> Schema? in
            if case .json(let schema) = answer.content { schema } else { nil }
        }
        return parameters.map(\.schema) + (body.map { [$0.schema] } ?? []) + answered
    }
}

extension Component {
    /// The components that an API declares, and behind them those that its calls name and it does not.
    static func all(of api: any PaymentAPI.Type) -> [Component] {
        var found = api.components
        var names = Set(found.map(\.name))
        var open = found.map(\.schema) + DescribedCall.all(of: api).flatMap(\.schemas)
        while !open.isEmpty {
            for component in open.removeFirst().components where names.insert(component.name).inserted {
                found.append(component)
                open.append(component.schema)
            }
        }
        return found
    }
}
