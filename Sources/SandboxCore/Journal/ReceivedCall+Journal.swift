import JournalCodec
import JSON
import Masking
import Routing
import TossAPI

extension ReceivedCall {
    func write(to json: inout JSONWriter) {
        json.member("method", request.method)
        json.member("path", path)
        json.member("merchant", request.account)
        json.member("key", request.key)
        if request.isKnownElsewhere { json.member("knownElsewhere", true) }
        json.headers(request.kept)
        json.body("body", "bodyBase64", body.bytes)
        // The call is kept masked: what cannot be read from it any more stands beside it, masked as well.
        guard isRestated else { return }
        switch input {
        case .success(let input): json.member("input", object: { input.write(to: &$0) })
        case .failure(let refusal):
            json.member(
                "refusal",
                object: { json in
                    json.member("code", refusal.code)
                    json.member("note", refusal.note)
                }
            )
        }
    }

    init(journal members: JournalObject) throws(JournalError) {
        let request = APIRequest(
            method: try members.text("method"),
            path: try members.text("path"),
            headers: try members.headers("headers"),
            body: try members.body("body"),
            account: try members.text("merchant"),
            key: try members.text("key"),
            isKnownElsewhere: members.node("knownElsewhere")?.bool ?? false
        )
        guard case .found(let type, let parameters) = members.apis.lookup(request.method, path: request.path) else {
            let call = "\(request.method) \(request.path)"
            throw JournalError(path: members.place("path"), "\(call) is no call of an API that is built here.")
        }
        if let input = try members.optionalObject("input") {
            self.init(kept: request, type, parameters, input: .success(try type.init(journal: input)))
        } else if let refusal = try members.optionalObject("refusal") {
            let refusal = Refusal(try refusal.text("code"), note: try refusal.text("note"))
            self.init(kept: request, type, parameters, input: .failure(refusal))
        } else {
            self.init(request, type, parameters)
        }
    }
}

extension APIRequest {
    /// The headers as a journal keeps them: those that something reads.
    var kept: [Header] {
        let read = [
            ("Content-Type", headers.contentType), ("Accept-Language", headers.acceptLanguage),
            ("Idempotency-Key", headers.idempotencyKey),
        ]
        let known = read.compactMap { name, value in value.map { Header(name: name, value: $0) } }
        return (known + others).map { header in
            Header(name: CardMask.masked(header.name), value: CardMask.masked(header.value, named: header.name))
        }
    }
}
