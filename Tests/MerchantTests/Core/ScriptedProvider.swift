import Locking
import Merchant
import TossAPI

/// A provider unlike Toss: no idempotency, no look-up by the shop's order, no announcements, and words of its own.
///
/// It executes whatever it is sent, so a shop that sends something twice has it done twice.
final class ScriptedProvider: PaymentProvider {
    enum Call: Hashable, Sendable { case settle, find, refund, store, charge, forget, list }

    /// What happens to the next call of a kind; without a word it succeeds.
    enum Reaction: Sendable {
        case loseBefore
        case loseAfter
        case refuse(Refusal.Kind)
        case unreachable
    }

    struct Ticket: Sendable {
        var number: String
        var order: String
        var amount: Won
        var isPaid: Bool
        var at: Instant
        var returns: [ProviderPayment.Refund] = []
    }

    private struct State: Sendable {
        var tickets: [Ticket] = []
        var script: [Call: [Reaction]] = [:]
        var calls: [Call] = []
        var made = 0
    }

    private let state = Locked(State())
    private let clock: ManualClock
    /// Whether its list of a day names payments that the shop has no key of.
    private let hasList: Bool

    init(_ clock: ManualClock, hasList: Bool = false) {
        self.clock = clock
        self.hasList = hasList
    }

    let id = ProviderID(rawValue: "paper")
    let abilities = ProviderAbilities(isIdempotent: false, findsByOrder: false, announcesChanges: false)

    var tickets: [Ticket] { state.withLock { $0.tickets } }
    func count(_ call: Call) -> Int { state.withLock { $0.calls.count { $0 == call } } }
    func script(_ call: Call, _ reactions: Reaction...) { state.withLock { $0.script[call, default: []] += reactions } }

    /// The buyer signs in the provider's window; returns the ticket's number.
    func sign(_ order: Order) -> String {
        state.withLock { state in
            state.made += 1
            let number = "T-\(state.made)"
            state.tickets.append(
                Ticket(number: number, order: order.id, amount: order.amount, isPaid: false, at: clock.now)
            )
            return number
        }
    }

    func start(_ order: Order) async -> ProviderAnswer<StartedPayment> {
        .done(StartedPayment(redirect: "https://paper.example/\(order.id)"))
    }

    func settle(_ settlement: Settlement, idempotencyKey: String) async -> ProviderAnswer<ProviderPayment> {
        perform(.settle) { state in
            guard let index = state.tickets.firstIndex(where: { $0.number == settlement.paymentKey }) else {
                return nil
            }
            guard !state.tickets[index].isPaid else { return nil }
            state.tickets[index].isPaid = true
            return state.tickets[index]
        }
    }

    func find(_ reference: PaymentReference) async -> ProviderAnswer<ProviderPayment?> {
        guard let key = reference.paymentKey else { return .open(.notSent("it finds nothing by an order")) }
        let step = take(.find)
        if case .loseBefore? = step { return .open(.mayHaveHappened("torn")) }
        return .done(tickets.first { $0.number == key }.map(payment))
    }

    func refund(_ wish: RefundWish, idempotencyKey: String) async -> ProviderAnswer<ProviderPayment> {
        let now = clock.now
        return perform(.refund) { state in
            guard let index = state.tickets.firstIndex(where: { $0.number == wish.paymentKey }) else { return nil }
            state.made += 1
            state.tickets[index].returns.append(
                ProviderPayment.Refund(key: "R-\(state.made)", amount: wish.amount, reason: wish.reason, at: now)
            )
            return state.tickets[index]
        }
    }

    func store(
        _ proof: MeansProof,
        of customerKey: String,
        idempotencyKey: String
    ) async -> ProviderAnswer<StoredMeans> {
        switch take(.store) {
        case nil: .done(StoredMeans(secret: "standing order of \(customerKey)", label: "paper"))
        case .loseBefore?, .loseAfter?: .open(.mayHaveHappened("torn"))
        case .unreachable?: .open(.notSent("closed"))
        case .refuse(let kind)?: .refused(Self.refusal(kind))
        }
    }

    func charge(_ charge: MeansCharge, idempotencyKey: String) async -> ProviderAnswer<ProviderPayment> {
        let now = clock.now
        return perform(.charge) { state in
            state.made += 1
            let number = "T-\(state.made)"
            state.tickets.append(
                Ticket(number: number, order: charge.orderID, amount: charge.amount, isPaid: true, at: now)
            )
            return state.tickets[state.tickets.count - 1]
        }
    }

    func forget(_ secret: String) async -> ProviderAnswer<Void> {
        _ = take(.forget)
        return .done(())
    }

    func list(
        from start: Instant,
        until end: Instant,
        known: [PaymentReference]
    ) async -> ProviderAnswer<[ProviderPayment]> {
        _ = take(.list)
        let keys = Set(known.compactMap(\.paymentKey))
        return .done(tickets.filter { hasList || keys.contains($0.number) }.map(payment))
    }

    private static func refusal(_ kind: Refusal.Kind) -> Refusal {
        Refusal(code: "PAPER_TORN", message: "The paper is torn.", kind: kind)
    }

    private func take(_ call: Call) -> Reaction? {
        state.withLock { state in
            state.calls.append(call)
            guard var steps = state.script[call], !steps.isEmpty else { return nil }
            let step = steps.removeFirst()
            state.script[call] = steps
            return step
        }
    }

    private func perform(
        _ call: Call,
        _ body: @Sendable (inout State) -> Ticket?
    ) -> ProviderAnswer<ProviderPayment> {
        let step = take(call)
        switch step {
        case .loseBefore?: return .open(.mayHaveHappened("torn"))
        case .unreachable?: return .open(.notSent("closed"))
        case .refuse(let kind)?: return .refused(Self.refusal(kind))
        case .loseAfter?, nil: break
        }
        guard let ticket = state.withLock({ body(&$0) }) else { return .refused(Self.refusal(.declined)) }
        if case .loseAfter? = step { return .open(.mayHaveHappened("torn")) }
        return .done(payment(ticket))
    }

    private func payment(_ ticket: Ticket) -> ProviderPayment {
        ProviderPayment(
            key: ticket.number,
            orderID: ticket.order,
            amount: ticket.amount,
            state: ticket.isPaid ? .paid : .waiting,
            stateWord: ticket.isPaid ? "stamped" : "signed",
            approvedAt: ticket.isPaid ? ticket.at : nil,
            method: "paper",
            refunds: ticket.returns
        )
    }
}
