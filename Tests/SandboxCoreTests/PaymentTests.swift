import Masking
import SandboxCore
import Testing
import TossAPI

@Suite struct PaymentTests {
    static let now = Instant(microseconds: 1_767_571_200_000_000)
    static let card = Card(number: "4242424242424242")
    static let failure = FailureObject(code: "REJECT_CARD_COMPANY", message: "")

    static let authenticate = Payment.Event.authenticate(card, until: now)
    static let approve = Payment.Event.approve(at: now, transactionKey: "t1")
    static let decline = Payment.Event.decline(failure)

    /// A cancel of `amount` that leaves `rest`.
    static func cancel(_ amount: Won, leaving rest: Won) -> Payment.Event {
        .cancel(
            CancelObject(
                transactionKey: "t2",
                cancelReason: "reason",
                taxExemptionAmount: 0,
                canceledAt: now,
                cancelAmount: amount,
                taxFreeAmount: 0,
                refundableAmount: rest
            )
        )
    }

    static func payment(after path: [Payment.Event] = []) throws -> Payment {
        var payment = Payment(
            paymentKey: "key",
            merchant: .api,
            terms: PaymentTerms(orderId: "order-1", orderName: "mug", amount: 10_000),
            requestedAt: now,
            secret: "ps_1",
            state: .ready(until: now)
        )
        for event in path { _ = try payment.apply(event) }
        return payment
    }

    struct Path: CustomTestStringConvertible {
        let events: [Payment.Event]
        let status: PaymentStatus
        let announced: PaymentStatus?
        let balance: Won

        init(_ events: [Payment.Event], _ status: PaymentStatus, announces: PaymentStatus?, balance: Won = 10_000) {
            self.events = events
            self.status = status
            announced = announces
            self.balance = balance
        }

        var testDescription: String { "\(events.count) steps to \(status)" }
    }

    static let paths = [
        Path([authenticate], .inProgress, announces: nil),
        Path([.expire], .expired, announces: .expired),
        Path([authenticate, .expire], .expired, announces: .expired),
        Path([authenticate, approve], .done, announces: .done),
        Path([authenticate, decline], .aborted, announces: .aborted),
        Path([authenticate, .useForBilling], .inProgress, announces: nil),
        Path([authenticate, approve, cancel(10_000, leaving: 0)], .canceled, announces: .canceled, balance: 0),
        Path(
            [authenticate, approve, cancel(1, leaving: 9999)],
            .partialCanceled,
            announces: .partialCanceled,
            balance: 9999
        ),
        // In several steps it never becomes CANCELED, not even at balance 0.
        Path(
            [authenticate, approve, cancel(4000, leaving: 6000), cancel(6000, leaving: 0)],
            .partialCanceled,
            announces: .partialCanceled,
            balance: 0
        ),
    ]

    @Test(arguments: paths)
    func `a payment moves along the diagram and announces what Toss announces`(path: Path) throws {
        var payment = try Self.payment(after: path.events.dropLast())
        let announced = try payment.apply(try #require(path.events.last))
        #expect(announced == path.announced)
        #expect(payment.status == path.status)
        #expect(payment.balance == path.balance)
    }

    static let finished: [[Payment.Event]] = [
        [.expire], [authenticate, decline], [authenticate, .useForBilling],
        [authenticate, approve, cancel(10_000, leaving: 0)],
    ]
    static let everything = [authenticate, approve, decline, .expire, .useForBilling, cancel(1, leaving: 1)]

    @Test(arguments: finished, everything)
    func `a finished payment refuses everything and stays as it was`(path: [Payment.Event], event: Payment.Event) throws
    {
        var payment = try Self.payment(after: path)
        let state = payment.state
        #expect(throws: PaymentError.notAllowed(in: state)) { try payment.apply(event) }
        #expect(payment.state == state)
    }

    @Test(arguments: [approve, decline, cancel(1, leaving: 1), .useForBilling])
    func `nothing is charged before the buyer has authenticated`(event: Payment.Event) throws {
        var payment = try Self.payment()
        #expect(throws: PaymentError.self) { try payment.apply(event) }
        #expect(payment.status == .ready)
    }

    @Test(arguments: [0, -1, 10_001] as [Won])
    func `a cancel takes something and at most the balance`(amount: Won) throws {
        var payment = try Self.payment(after: [Self.authenticate, Self.approve])
        #expect(throws: PaymentError.overBalance(10_000)) {
            try payment.apply(Self.cancel(amount, leaving: Won(10_000) - amount))
        }
        #expect(payment.cancels.isEmpty)
    }

    @Test func `a card number shows eight digits and three more`() {
        #expect(Card(number: "9410001234567890").maskedNumber == "94100012****789*")
        #expect(maskCardNumber("123456") == "******")
    }
}
