internal import Encodings
internal import Crypto
internal import HTTPClient
internal import JSON
internal import SandboxCore
internal import Scenarios
internal import TossAPI

/// Carries webhooks and alarms to their receivers and reports what became of them.
///
/// A receiver's time runs from when its request is sent; how long that waited for a connection is no fault of its own.
struct WebhookSender: Sendable {
    let client: Client

    /// A receiver has ten seconds (documented).
    static let patience = Duration.seconds(10)
    /// A shop's own job may take longer: a clock waits for it for a minute.
    static let alarmPatience = Duration.seconds(60)

    func send(_ transmission: Transmission, for cell: SandboxCell) {
        var headers = transmission.headers.map { ($0.name, $0.value) }
        if let signing = transmission.signing {
            headers.append((signing.header, signing.signature(of: transmission.signedBody)))
        }
        let request = ClientRequest(
            method: "POST",
            url: transmission.url,
            headers: headers,
            body: transmission.body,
            timeout: Self.patience,
            countsWaiting: false
        )
        client.start(request) { result, took in
            // The server stops: nobody has answered, and it is sent again when the sandbox goes on.
            if case .failure(.shutDown) = result { return }
            let milliseconds = Int(took / .milliseconds(1))
            let status: Int?
            let error: String?
            switch result {
            case .success(let response): (status, error) = (response.status, nil)
            case .failure(let failure): (status, error) = (nil, "\(failure)")
            }
            cell.apply(
                DeliveryOutcome(
                    delivery: transmission.delivery,
                    epoch: transmission.epoch,
                    status: status,
                    error: error,
                    durationMilliseconds: milliseconds
                )
            )
        }
    }

    func ring(_ call: AlarmCall, for cell: SandboxCell) {
        let body = JSONWriter.bytes { json in
            json.object { json in
                json.member("id", call.alarm.id)
                json.member("now", call.now.preciseTimestamp)
            }
        }
        let request = ClientRequest(
            method: "POST",
            url: call.alarm.url,
            headers: [("Content-Type", "application/json")],
            body: body,
            timeout: Self.alarmPatience,
            countsWaiting: false
        )
        client.start(request) { result, _ in
            // The server stops: nobody has answered, and the alarm rings again when the sandbox goes on.
            if case .failure(.shutDown) = result { return }
            let answer = (try? result.get()).flatMap { try? JSONNode(parsing: $0.body) }
            let next = answer?["next"]?.string.flatMap { Instant($0) }
            cell.apply(AlarmOutcome(number: call.number, epoch: call.epoch, next: next))
        }
    }
}

extension WebhookSigning {
    fileprivate func signature(of body: [UInt8]) -> String {
        let hash: HMAC.Hash =
            switch algorithm {
            case .sha256: .sha256
            case .sha512: .sha512
            }
        let code = HMAC.authenticate(body, key: Array(key.utf8), using: hash)
        return switch encoding {
        case .hex: hex(code)
        case .base64: base64(code)
        }
    }
}
