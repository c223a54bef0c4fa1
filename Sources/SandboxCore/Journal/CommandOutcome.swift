package import JSON
import TossAPI

/// What came out of a command: its answer, and what it sent.
///
/// It holds on to the bytes that went out anyway; the rest is rendered when somebody asks.
package struct CommandOutcome: Sendable {
    private enum Answer: Sendable {
        case reply(Reply)
        /// An answer that names places in the sandbox is rendered at once, as they hold until the next command only.
        case rendered([UInt8])
    }

    private let answer: Answer
    package let effects: [Effect]

    /// What came of the command that `sandbox` has just taken.
    package init(_ result: CommandResult, in sandbox: Sandbox) {
        effects = result.effects
        switch result.answer {
        case .reply(let reply): answer = .reply(reply)
        case .done: answer = .rendered(Self.done)
        default: answer = .rendered(JSONWriter.bytes { result.answer.write(to: &$0, in: sandbox) })
        }
    }

    /// The answer to most commands that are no requests.
    private static let done = Array(#"{"kind":"done"}"#.utf8)

    /// One object: `answer`, and `sent` and `rang` where there is something to say.
    ///
    /// Card numbers are masked here and not before: what went out went out in full.
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.name("answer")
            switch answer {
            case .reply(let reply): reply.write(to: &json)
            case .rendered(let bytes): json.raw(bytes)
            }
            let sent = effects.compactMap { effect in
                if case .send(let transmission) = effect { transmission } else { nil }
            }
            let rang = effects.compactMap { effect in if case .ring(let call) = effect { call } else { nil } }
            if !sent.isEmpty { json.member("sent", array: { json in for item in sent { item.write(to: &json) } }) }
            if !rang.isEmpty { json.member("rang", array: { json in for item in rang { item.write(to: &json) } }) }
        }
    }

    package var bytes: [UInt8] { JSONWriter.bytes(capacity: weight) { write(to: &$0) } }

    /// About how many bytes of memory it holds.
    package var weight: Int {
        var weight = 256
        switch answer {
        case .reply(.send(let answer)): weight += answer.body.count + 256
        case .reply(.hold), .reply(.holdForDeliveries): break
        case .rendered(let bytes): weight += bytes.count
        }
        for case .send(let transmission) in effects { weight += transmission.body.count + 512 }
        return weight
    }
}

extension CommandAnswer {
    /// As one object; what it names by a place is written out.
    fileprivate func write(to json: inout JSONWriter, in sandbox: Sandbox) {
        json.object { json in
            switch self {
            case .done: json.member("kind", "done")
            case .reply(let reply): reply.writeMembers(to: &json)
            case .visited(let result):
                json.member("kind", "visited")
                json.member("paymentKey", sandbox.payments[result.payment].paymentKey)
                json.masked("redirectUrl", result.redirectUrl)
                json.member("code", result.failure?.code)
                json.member("message", result.failure?.message)
            case .registered(let result):
                json.member("kind", "registered")
                json.member("authKey", result.authKey)
                json.masked("redirectUrl", result.redirectUrl)
                json.member("code", result.failure?.code)
                json.member("message", result.failure?.message)
            case .payment(let place):
                json.member("kind", "payment")
                let body = CardMask.masked(document: sandbox.paymentBody(place))
                json.member("body", String(decoding: body, as: UTF8.self))
            case .stepped(let step):
                json.member("kind", "stepped")
                json.exact("now", step.now)
                json.member("last", step.isLast)
                json.member("ran", array: { json in for item in step.ran { item.write(to: &json) } })
            case .alarm(let alarm):
                json.member("kind", "alarm")
                json.masked("id", alarm.id)
                json.exact("at", alarm.at)
            case .endpoint(let endpoint):
                json.member("kind", "endpoint")
                json.member("id", endpoint.id)
                json.masked("url", endpoint.url)
            case .queued(let places, let warnings):
                json.member("kind", "queued")
                json.member(
                    "deliveries",
                    array: { json in for place in places { json.string(sandbox.webhooks.deliveries[place].id) } }
                )
                json.member("warnings", array: { json in for warning in warnings { json.string(MaskedText(warning)) } })
            case .snapshot(let snapshot):
                json.member("kind", "snapshot")
                json.masked("name", snapshot.name)
                json.exact("at", snapshot.takenAt)
                json.member("payments", snapshot.paymentCount)
            case .refused(let refusal):
                json.member("kind", "refused")
                json.member("code", refusal.code.rawValue)
                json.member("message", refusal.message)
            }
        }
    }
}

extension Reply {
    fileprivate func write(to json: inout JSONWriter) { json.object { writeMembers(to: &$0) } }

    fileprivate func writeMembers(to json: inout JSONWriter) {
        switch self {
        case .send(let answer):
            json.member("kind", "reply")
            json.member("status", answer.status)
            json.headers(answer.headers.map(\.masked))
            json.body("body", "bodyBase64", CardMask.masked(document: answer.body))
            if let fault = answer.fault { json.member("fault", fault.logged) }
        case .hold(let request, _, let duration):
            // Without the epoch, which tells lives of the sandbox apart and is seen by nobody.
            json.member("kind", "held")
            json.member("request", request)
            json.member("for", "\(duration)")
        case .holdForDeliveries(let request, _, let duration):
            json.member("kind", "heldForDeliveries")
            json.member("request", request)
            json.member("for", "\(duration)")
        }
    }
}

extension TossRequest.Header {
    /// Of the headers of an answer, one repeats what the caller sent; the others the gateway made.
    fileprivate var masked: TossRequest.Header {
        CardMask.isName(name) ? TossRequest.Header(name: name, value: CardMask.masked(name: value)) : self
    }
}

extension ClockStep.Ran {
    fileprivate func write(to json: inout JSONWriter) {
        json.object { json in
            json.exact("at", at)
            json.member("kind", kind.rawValue)
            json.masked("id", id)
        }
    }
}

extension Transmission {
    fileprivate func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", deliveryId)
            json.masked("url", url)
            json.headers(headers)
            json.body("body", "bodyBase64", CardMask.masked(document: body))
        }
    }
}

extension AlarmCall {
    fileprivate func write(to json: inout JSONWriter) {
        json.object { json in
            json.masked("id", alarm.id)
            json.masked("url", alarm.url)
            json.exact("now", now)
        }
    }
}

extension Command {
    /// About how many bytes of memory it holds.
    package var weight: Int {
        switch self {
        case .request(let call): 512 + call.body.count + 192 + call.request.others.count * 96
        case .load(let scenario): 256 + (scenario?.document.count ?? 0) * 2
        case .adopt(let inheritance): 256 + (inheritance.payments.count + inheritance.authorizations.count) * 512
        case .emit(let emission): 1024 + JSONWriter.bytes { $0.value(JSONNode(.object(emission.data))) }.count * 2
        case .release(let ids): 128 + (ids ?? []).reduce(0) { $0 + $1.utf8.count + 32 }
        case .visit: 512
        default: 128
        }
    }
}
