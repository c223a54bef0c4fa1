internal import APIDescription
internal import HTTPServer
internal import JSON
internal import Masking
internal import SandboxCore
internal import Scenarios
internal import TossAPI

/// The delivery log, and what can be done to a delivery.
enum DeliveryCalls {
    static var all: [ControlOperation] { [EmitCall.emit, list, resend, release, drop, releaseAll] }

    private static var list: ControlOperation {
        DescribedCall(.get, "/sandbox/webhooks/deliveries", "listDeliveries", .webhooks, "List the deliveries")
            .taking(.orderIdFilter, eventFilter, stateFilter)
            .listing(.delivery, "Deliveries, oldest first; `after` is an id.")
            .inSandbox
            .answered(by: list)
    }

    private static var eventFilter: Parameter {
        .query("eventType", .word("Only of this event.", WebhookEvent.known.map(\.rawValue)))
    }
    private static var stateFilter: Parameter { .query("state", Component.deliveryState) }

    private static func list(_ call: ControlCall) throws(ControlRefusal) -> Response {
        let orderId = call.value(.orderIdFilter)
        let eventType = try call.word(eventFilter)
        let state = try call.word(stateFilter)
        let deliveries = try call.cell().read { sandbox, _ in Array(sandbox.webhooks.log) }
        let wanted = deliveries.lazy.filter { delivery in
            (orderId.map { delivery.orderId == $0 } ?? true) && (eventType.map { delivery.eventType == $0 } ?? true)
                && (state.map { delivery.state.rawValue == $0 } ?? true)
        }
        return try call.page(of: wanted, id: \.id, write: { $0.write(to: &$1) })
    }

    private static var resend: ControlOperation {
        delivery("resend", "resendDelivery", "Send a delivery once more", "Ended deliveries only.")
            .answered { call throws(ControlRefusal) in
                try queued(after: ResendDelivery(deliveryId: call.path(idInPath)), in: try call.cell())
            }
    }

    private static var release: ControlOperation {
        delivery("release", "releaseDelivery", "Release a held delivery")
            .answered { call throws(ControlRefusal) in
                try queued(after: ReleaseDeliveries(deliveryIds: [call.path(idInPath)]), in: try call.cell())
            }
    }

    private static var drop: ControlOperation {
        delivery("drop", "dropDelivery", "Give a delivery up")
            .answered { call throws(ControlRefusal) in
                try queued(after: DropDelivery(deliveryId: call.path(idInPath)), in: try call.cell())
            }
    }

    /// A call about one delivery, as far as they are all alike.
    private static func delivery(
        _ verb: String,
        _ id: String,
        _ summary: String,
        _ about: String? = nil
    ) -> DescribedCall {
        DescribedCall(.post, "/sandbox/webhooks/deliveries/{id}/\(verb)", id, .webhooks, summary, about)
            .taking(idInPath)
            .answering(.json("The delivery.", .component(.queued)), .shared(.notFound))
            .inSandbox
    }

    private static var idInPath: Parameter {
        .path("id", "What the server calls the delivery.", example: "delivery-1")
    }

    private static var releaseAll: ControlOperation {
        DescribedCall(
            .post,
            "/sandbox/webhooks/release",
            "releaseDeliveries",
            .webhooks,
            "Release held deliveries in a chosen order"
        )
        .body(of: [order], example: #"{"order":[]}"#)
        .answering(queued, .shared(.notFound))
        .inSandbox
        .answered { call throws(ControlRefusal) in
            try queued(after: ReleaseDeliveries(deliveryIds: try call.body[order]), in: try call.cell())
        }
    }

    private static let order = BodyMember(
        .optional(
            "order",
            .list(of: Schema(.string), "Ids of deliveries; all that are held when absent.")
                .changed { $0.isUnique = true }
        )
    ) { body, name throws(ControlRefusal) -> [String]? in
        guard let node = body.value(name) else { return nil }
        let texts = node.array?.map(\.string)
        let ids = texts?.compactMap { $0 }
        guard let ids, ids.count == texts?.count else { throw body.wrong(name, "a list of delivery ids") }
        return ids
    }

    static var queued: DescribedAnswer { .json("They are on their way.", .component(.queued)) }

    /// Does what puts deliveries in the queue, and shows them.
    static func queued<Command: SandboxCommand>(
        after command: Command,
        in cell: SandboxCell
    ) throws(Command.Failure) -> Response where Command.Answer == QueuedDeliveries {
        let (deliveries, warnings) = try cell.apply(command) { sandbox, queued in
            (queued.places.map { sandbox.webhooks.deliveries[$0] }, queued.warnings)
        }
        return .json { json in
            json.member("deliveries", array: { json in for delivery in deliveries { delivery.write(to: &json) } })
            json.member("warnings", array: { json in for warning in warnings { json.string(MaskedText(warning)) } })
        }
    }
}
