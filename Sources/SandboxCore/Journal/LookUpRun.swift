import Determinism
package import JSON
import JournalCodec
import Routing
import Scenarios
package import TossAPI

/// Look-ups, one after another, that changed nothing but the log and the stream of trace ids.
///
/// Their answers follow from the commands before them, so a journal keeps no more than what was asked, and of each
/// answer a checksum, which is enough to see that it comes out the same.
package struct LookUpRun: Sendable {
    /// What all of them have in common; of its path, which is that of the first or empty, nobody asks.
    private let head: APIRequest
    /// The headers that something reads, as a journal keeps them.
    private let headers: [APIRequest.Header]
    /// What nearly every path begins with.
    private let usual: String
    private(set) var calls: [JournaledLookUp]

    /// So many are kept together at most.
    package static let longest = 64

    package var count: Int { calls.count }
    /// When the first one came.
    package let at: Instant

    /// The run that `command` begins; nil when it is no look-up, or one that its method, a rule, a test code, a key or
    /// the clock made more of.
    init?(_ command: ServeCall, at wall: Instant, cameTo result: CommandResult<ServeCall>, in sandbox: Sandbox) {
        let call = command.call
        let request = call.request
        guard case .success(.send(let answer)) = result.answer, answer.fault == nil, result.effects.isEmpty,
            request.method == "GET", call.body.bytes.isEmpty, !call.isRestated,
            sandbox.requests[sandbox.requests.taken]?.rule == nil,
            request.headers.idempotencyKey == nil, call.api.forcedRefusal(of: request) == nil
        else { return nil }
        at = wall
        usual = sandbox.apis.usualLookUp
        head = request
        headers = request.kept
        calls = [JournaledLookUp(at: wall, path: request.path, checksum: Self.checksum(of: answer))]
    }

    /// Takes the calls of `next` in behind its own, or says false when they do not fit.
    package mutating func absorb(_ next: LookUpRun) -> Bool {
        guard count + next.count <= Self.longest, isAsked(as: next) else { return false }
        calls += next.calls
        return true
    }

    /// Its first calls.
    package func prefix(_ count: Int) -> LookUpRun {
        var run = self
        run.calls.removeLast(max(0, calls.count - count))
        return run
    }

    /// The command that a call of it was.
    func command(_ call: JournaledLookUp, of apis: APIList) throws(JournalError) -> ServeCall {
        let request = APIRequest(
            method: "GET",
            path: call.path,
            headers: headers,
            body: [],
            account: head.account,
            key: head.key,
            isKnownElsewhere: head.isKnownElsewhere
        )
        guard case .found(let type, let parameters) = apis.lookup("GET", path: call.path) else {
            throw JournalError(path: "calls", "GET \(call.path) is no look-up.")
        }
        return ServeCall(ReceivedCall(request, type, parameters))
    }

    /// The answer in short: its status, headers and body.
    static func checksum(of answer: APIAnswer) -> UInt32 {
        var checksum = Seal()
        checksum.add(Int64(answer.status))
        for header in answer.headers {
            checksum.add(header.name)
            checksum.add(header.value)
        }
        checksum.add(answer.body)
        return UInt32(truncatingIfNeeded: checksum.value)
    }

    /// About how many bytes of memory it holds.
    package var weight: Int { Self.headWeight + headers.count * 96 + calls.reduce(0) { $0 + $1.weight } }

    /// About how many bytes `next` adds when it is absorbed.
    package static func added(by next: LookUpRun) -> Int { next.calls.reduce(0) { $0 + $1.weight } }

    private static let headWeight = 256
}

extension JournaledLookUp {
    fileprivate var weight: Int { 48 + path.utf8.count }
}

extension LookUpRun {
    /// Whether both were asked by the same client in the same way, but for the path.
    private func isAsked(as other: LookUpRun) -> Bool {
        head.account == other.head.account && head.isKnownElsewhere == other.head.isKnownElsewhere
            && head.key.utf8.elementsEqual(other.head.key.utf8)
            && headers.elementsEqual(other.headers) { left, right in
                left.name.utf8.elementsEqual(right.name.utf8) && left.value.utf8.elementsEqual(right.value.utf8)
            }
    }
}

extension LookUpRun {
    /// What a journal calls it where it calls a command by its kind.
    static let kind = "lookUps"

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("kind", Self.kind)
            json.member("merchant", head.account)
            json.member("key", head.key)
            if head.isKnownElsewhere { json.member("knownElsewhere", true) }
            json.headers(headers)
            json.member("calls", array: { LookUpList(usual: usual).write(calls, since: at, to: &$0) })
        }
    }

    /// Reads what `write` wrote; `at` is when the first of them came.
    init(_ members: JournalObject, at start: Instant) throws(JournalError) {
        at = start
        headers = try members.headers("headers")
        head = APIRequest(
            method: "GET",
            path: "",
            headers: headers,
            body: [],
            account: try members.text("merchant"),
            key: try members.text("key"),
            isKnownElsewhere: members.node("knownElsewhere")?.bool ?? false
        )
        let apis = members.apis
        usual = apis.usualLookUp
        calls = try LookUpList(usual: usual).read("calls", of: members, since: start) {
            path,
            place throws(JournalError) in
            guard case .found(let type, _) = apis.lookup("GET", path: path), type.isLookUp else {
                throw JournalError(path: place, "GET \(path) is no look-up that is built here.")
            }
        }
        guard (1...Self.longest).contains(calls.count) else {
            throw members.wrong("calls", "a list of 1 to \(Self.longest) look-ups")
        }
    }
}
