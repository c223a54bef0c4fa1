internal import Database
package import TossAPI

/// Compares the books with what the providers have, repairs what is certain, and lists the rest.
///
/// Daily, for the days since the last time, and on demand. It finds what no webhook told: a refund in the provider's
/// dashboard, a payment settled elsewhere, an answer that was not true.
package struct Reconciliation: Sendable {
    private let context: ShopContext
    private let desk: OperationDesk

    /// Works in `context` and has `desk` ask once more about what is stuck.
    package init(_ context: ShopContext, desk: OperationDesk) {
        self.context = context
        self.desk = desk
    }

    /// What a comparison came to.
    package struct Report: Sendable, Equatable {
        /// A payment whose books were behind, and what they say now.
        package struct Repair: Sendable, Hashable {
            /// Which order.
            package let orderID: String
            /// Where it stood before.
            package let before: PaymentState
            /// Where it stands now.
            package let now: PaymentState
            /// What has gone back now, in won.
            package let refunded: Won
        }

        /// From when.
        package var from: Instant
        /// Until when, that instant left out.
        package var until: Instant
        /// How many payments were looked at.
        package var compared = 0
        /// What was set right.
        package var repaired: [Repair] = []
        /// Which providers could not be asked, so that the span has to be compared again.
        package var unanswered: [ProviderID] = []
        /// Why some of it could not be compared; the span has to be compared again.
        package var failures: [ShopError] = []
        /// All that needs the operator now, this comparison's findings and earlier ones.
        package var findings: [Finding] = []
    }

    /// Compares the payments that were made or changed in a span of time.
    ///
    /// What cannot be compared is named in the report, and holds up nothing else.
    package func compare(from: Instant, until: Instant) async throws(ShopError) -> Report {
        // An operation that cannot be tried stays listed, and says nothing about the rest.
        do throws(ShopError) { try await desk.carryOutStuck() } catch {
            if case .storage = error { throw error }
        }
        var report = Report(from: from, until: until)
        let payments = try await context.store.read { try $0.payments.changed(from: from, until: until) }
        for provider in context.providers.everyOne {
            let known = payments.filter { $0.provider == provider.id }
            switch await provider.list(from: from, until: until, known: known.map(\.reference)) {
            case .done(let truths): try await compare(known, truths, at: provider, &report)
            case .refused, .open: report.unanswered.append(provider.id)
            }
        }
        report.findings = try await context.store.read { try $0.findings.open() }
        await context.bell.ringMoney()
        return report
    }

    /// Compares what no comparison has covered, up to the last midnight in Seoul.
    package func compareDue(_ now: Instant) async throws(ShopError) {
        let until = now.midnightInSeoul
        let from = try await context.store.read { try $0.lastComparison() } ?? until - .seconds(86_400)
        let report = try await compare(from: min(from, until), until: until)
        // What could not be asked is asked again with the next day.
        guard report.unanswered.isEmpty, report.failures.isEmpty else {
            try await postpone(from, now)
            if let failure = report.failures.first { throw failure }
            return
        }
        try await context.store.write { try $0.keep(report, now: now) }
    }

    /// When the next comparison is due: at 04:00 in Seoul, the first one after the first order.
    ///
    /// Also before there is any: nobody rings for an order that is only the first.
    package func nextComparison(after now: Instant) async throws(ShopError) -> Instant {
        try await context.store.read { db in
            let planned = try db.nextComparison()
            if let planned { return planned }
            let first = try db.number("SELECT min(created_at) FROM orders").map { Instant(microseconds: $0) }
            return (first ?? now).nextFourInSeoul
        }
    }

    private func postpone(_ from: Instant, _ now: Instant) async throws(ShopError) {
        try await context.store.write { try $0.keep(nil, covered: from, now: now, next: now + .seconds(3_600)) }
    }

    private func compare(
        _ known: [OrderPayment],
        _ truths: [ProviderPayment],
        at provider: any PaymentProvider,
        _ report: inout Report
    ) async throws(ShopError) {
        let now = try await context.clock.now()
        let byOrder = Dictionary(truths.map { ($0.orderID, $0) }, uniquingKeysWith: { $1 })
        let names = Set(known.map(\.order.id))
        for payment in known {
            report.compared += 1
            do throws(ShopError) {
                if let repair = try await take(byOrder[payment.order.id], payment, now) {
                    report.repaired.append(repair)
                }
            } catch { report.failures.append(error) }
        }
        for truth in truths where !names.contains(truth.orderID) {
            report.compared += 1
            do throws(ShopError) { try await takeUnknown(truth, at: provider.id, now, &report) } catch {
                report.failures.append(error)
            }
        }
    }

    /// A payment that the shop did not expect: of an older order, or of none.
    private func takeUnknown(
        _ truth: ProviderPayment,
        at provider: ProviderID,
        _ now: Instant,
        _ report: inout Report
    ) async throws(ShopError) {
        let payment = try await context.store.read { try $0.payments.find(truth.orderID) }
        if let payment, payment.provider == provider {
            if let repair = try await take(truth, payment, now) { report.repaired.append(repair) }
            return
        }
        guard truth.state == .paid else { return }
        try await context.store.write { db in
            try db.findings.add(
                .notInBooks,
                about: truth.orderID,
                "\(provider.rawValue) has \(truth.amount) won under \(truth.key) (\(truth.stateWord)), and the shop has "
                    + "no order \(truth.orderID) there",
                act: "find out whose it is, or refund it at the provider",
                now: now
            )
            return
        }
    }

    /// Takes over what the provider says, unless an operation is at it; says what that changed.
    private func take(
        _ truth: ProviderPayment?,
        _ before: OrderPayment,
        _ now: Instant
    ) async throws(ShopError) -> Report.Repair? {
        let id = before.order.id
        return try await context.store.write { db in
            if let truth, truth.state == .paid { try db.finishStuck(truth, of: id, now: now) }
            guard try db.operations.open(onOrder: id).isEmpty else { return nil }
            let outcome =
                if let truth { try db.payments.absorb(truth, into: id, now: now) } else {
                    try db.payments.absorbNone(id, now: now)
                }
            switch outcome {
            case .paid:
                try db.findings.resolveDifferences(about: id, now: now)
                if let truth { try db.compareRefunds(before, truth, now: now) }
            case .notPaid(let refusal) where before.state == .awaitingDeposit:
                _ = try db.payments.refuse(id, refusal, mail: id, now: now)
            case .notPaid, .awaitingDeposit, .waiting, .contradiction: break
            }
            let after = try db.payments.existing(id)
            guard after.state != before.state || after.refunded != before.refunded else { return nil }
            return Report.Repair(orderID: id, before: before.state, now: after.state, refunded: after.refunded)
        }
    }
}

extension PaymentTable {
    /// Those that were made or changed in a span of time, or are still undecided, unless an operation is at them.
    fileprivate func changed(from: Instant, until: Instant) throws -> [OrderPayment] {
        try many(
            """
            ((orders.created_at >= ?1 AND orders.created_at < ?2) OR (updated_at >= ?1 AND updated_at < ?2)
                OR state IN ('confirming', 'unknown', 'awaiting_deposit'))
                AND NOT EXISTS (
                    SELECT 1 FROM operations WHERE operations.order_id = orders.order_id AND outcome IS NULL)
            ORDER BY orders.created_at, orders.order_id
            """,
            [.instant(from), .instant(until)]
        )
    }
}

extension FindingTable {
    /// Settles what was found about an order that now agrees with its provider.
    fileprivate func resolveDifferences(about orderID: String, now: Instant) throws {
        for kind in [Finding.Kind.differs, .notAtProvider, .stuck] { try resolve(kind, about: orderID, now: now) }
    }
}

extension Session {
    /// Whether the provider has given back what the books had as given back before it was asked.
    fileprivate func compareRefunds(_ before: OrderPayment, _ truth: ProviderPayment, now: Instant) throws {
        let there = truth.refunds.reduce(Won(0)) { $0 + $1.amount }
        let id = before.order.id
        guard before.refunded > there else { return try findings.resolve(.notRefunded, about: id, now: now) }
        try findings.add(
            .notRefunded,
            about: id,
            "the shop was told that \(before.refunded) won went back; \(before.provider.rawValue) has refunds of "
                + "\(there) won",
            act: "give the rest back at the provider",
            now: now
        )
    }

    /// Ends what nobody tries any more, because the provider's list has the payment that it was about.
    fileprivate func finishStuck(_ truth: ProviderPayment, of orderID: String, now: Instant) throws {
        guard try !payments.existing(orderID).state.isPaid else { return }
        for id in try operations.stuck(onOrder: orderID)
        where try payments.absorb(truth, into: orderID, now: now) == .paid {
            _ = try operations.finish(id, "found in the provider's list", now: now)
        }
    }

    /// Up to when the books have been compared.
    fileprivate func lastComparison() throws -> Instant? {
        try number("SELECT max(covered_until) FROM comparisons").map { Instant(microseconds: $0) }
    }

    /// When the next comparison is planned.
    fileprivate func nextComparison() throws -> Instant? {
        try number("SELECT next_at FROM comparisons ORDER BY id DESC LIMIT 1").map { Instant(microseconds: $0) }
    }

    fileprivate func keep(_ report: Reconciliation.Report, now: Instant) throws {
        try keep(report, covered: report.until, now: now, next: now.nextFourInSeoul)
    }

    fileprivate func keep(
        _ report: Reconciliation.Report?,
        covered: Instant,
        now: Instant,
        next: Instant
    ) throws {
        try execute(
            """
            INSERT INTO comparisons (covered_until, compared, repaired, found, next_at, finished_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6)
            """,
            [
                .instant(covered), .integer(Int64(report?.compared ?? 0)),
                .integer(Int64(report?.repaired.count ?? 0)), .integer(Int64(report?.findings.count ?? 0)),
                .instant(next), .instant(now),
            ]
        )
    }
}
