import JournalCodec
package import JSON
import Masking
import Scenarios
import TossAPI

/// What came out of a command: its answer, and what it sent.
///
/// It holds on to the bytes that went out anyway; the rest is rendered when somebody asks.
package struct CommandOutcome: Sendable {
    /// What is kept of an answer.
    package enum Kept: Sendable {
        case reply(Reply)
        /// An answer that names places in the sandbox is rendered at once, as they hold until the next command only.
        case rendered([UInt8])
    }

    private let answer: Kept
    /// What the shell did for it, as whole as it went out.
    package let effects: [Effect]

    /// What came of the command that `sandbox` has just taken.
    package init<Command>(_ result: CommandResult<Command>, in sandbox: Sandbox) {
        effects = result.effects
        switch result.answer {
        case .success(let answer): self.answer = answer.kept(in: sandbox)
        case .failure(let failure): answer = .rendered(JSONWriter.bytes { failure.write(to: &$0) })
        }
    }

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

    /// What `write` writes.
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

extension Reply {
    package func kept(in sandbox: Sandbox) -> CommandOutcome.Kept { .reply(self) }

    package func write(to json: inout JSONWriter, in sandbox: Sandbox) { write(to: &json) }

    fileprivate func write(to json: inout JSONWriter) { json.object { writeMembers(to: &$0) } }

    private func writeMembers(to json: inout JSONWriter) {
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

extension APIRequest.Header {
    /// Of the headers of an answer, one repeats what the caller sent; the others the gateway made.
    fileprivate var masked: APIRequest.Header {
        CardMask.isName(name) ? APIRequest.Header(name: name, value: CardMask.masked(name: value)) : self
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
