internal import HTTPServer
package import JSON
package import TossAPI

/// What staff asks of the books: a comparison with the providers, and what needs somebody.
package struct AdminDoor: Sendable {
    private let shop: Shop

    /// Opens the door.
    package init(_ shop: Shop) { self.shop = shop }

    /// Its calls.
    package var door: Door {
        Door(
            "admin",
            endpoints: [
                Endpoint(.post, "/api/admin/reconcile", .admin, reconcile),
                Endpoint(.get, "/api/admin/stuck", .staff, stuck),
                Endpoint(.post, "/api/admin/stuck/{order_id}/resolve", .admin, resolve),
            ]
        )
    }

    /// Compares the days from `from` to `to`, both included; today when neither is there.
    @Sendable private func reconcile(_ call: EndpointCall) async throws -> Response {
        let body = try call.body(.reconcile)
        let now = try await shop.context.clock.now()
        let span = try ReconciliationSpan(from: body.optionalText("from"), to: body.optionalText("to"), now: now)
        let report = try await shop.reconciliation.compare(from: span.from, until: span.until)
        return .json { report.writeMembers(to: &$0) }
    }

    /// Gives what is open about an order the outcome that somebody has found out: the key of its payment at the provider,
    /// which is looked up, or that it did not happen.
    @Sendable private func resolve(_ call: EndpointCall) async throws -> Response {
        let body = try call.body(.resolve)
        let order = try call.parameter("order_id")
        let word: OperatorWord
        switch (try body.optionalText("payment_key", 1...200), try body.optionalText("outcome")) {
        case (let key?, nil):
            guard Payments.isPaymentKey(key) else { throw ShopError.malformedIdentifier("payment_key") }
            word = .lookUp(paymentKey: key)
        case (nil, "did_not_happen"): word = .didNotHappen
        default:
            throw Problem(.invalidRequest, #"give {"payment_key": …} or {"outcome": "did_not_happen"}, one of them"#)
        }
        try await shop.desk.tell(word, about: order)
        let payment = try await shop.context.store.read { try $0.payments.existing(order) }
        return .json { json in
            json.member("order_id", order)
            json.member("status", payment.state.marketWord)
        }
    }

    @Sendable private func stuck(_ call: EndpointCall) async throws -> Response {
        let findings = try await shop.context.store.read { try $0.findings.open() }
        return .json { json in
            json.member("stuck", array: { json in for finding in findings { finding.write(to: &json) } })
        }
    }
}

/// The days that a comparison is asked for.
package struct ReconciliationSpan: Sendable, Hashable {
    /// The first instant.
    package let from: Instant
    /// The first instant that is not of it any more.
    package let until: Instant

    /// Reads two dates of Seoul's calendar, such as 2026-01-05, both included; one alone is that day, none is today.
    package init(from: String?, to: String?, now: Instant) throws(Problem) {
        let today = now.midnightInSeoul
        let first = try from.map { text throws(Problem) in try Self.midnight(text, "from") }
        let last = try to.map { text throws(Problem) in try Self.midnight(text, "to") }
        self.from = first ?? last ?? today
        until = (last ?? first ?? today) + .seconds(86_400)
        guard self.from < until else { throw Problem(.invalidRequest, "from must not be after to") }
    }

    private static func midnight(_ text: String, _ name: String) throws(Problem) -> Instant {
        guard text.utf8.count == 10, let instant = Instant("\(text)T00:00:00+09:00") else {
            throw Problem(.invalidRequest, "\(name) must be a date, such as 2026-01-05")
        }
        return instant
    }
}

extension Reconciliation.Report {
    /// Writes it as the command and the admin's call show it.
    package func writeMembers(to json: inout JSONWriter) {
        json.member("from", from.timestamp)
        json.member("until", until.timestamp)
        json.member("compared", compared)
        json.member(
            "repaired",
            array: { json in
                for repair in repaired {
                    json.object { json in
                        json.member("order_id", repair.orderID)
                        json.member("before", repair.before.rawValue)
                        json.member("now", repair.now.rawValue)
                        json.member("refunded", repair.refunded.amount)
                    }
                }
            }
        )
        json.member("unanswered", array: { json in for provider in unanswered { json.string(provider.rawValue) } })
        json.member("findings", array: { json in for finding in findings { finding.write(to: &json) } })
    }
}

extension Finding {
    fileprivate func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", id)
            json.member("kind", kind.rawValue)
            json.member("about", subject)
            json.member("story", story)
            json.member("proposal", act)
            json.member("found_at", foundAt.timestamp)
        }
    }
}
