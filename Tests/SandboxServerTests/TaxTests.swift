import HTTPServer
import JSON
import Testing

/// Amounts of a payment as the document says them; `vat = round((balance - taxFree - exempt) / 11)`.
struct Tax: Sendable, Equatable {
    let balance: Int64
    let supplied: Int64
    let vat: Int64
    let taxFree: Int64
    var exempt: Int64 = 0

    static let nothing = Tax(balance: 0, supplied: 0, vat: 0, taxFree: 0)

    init(balance: Int64, supplied: Int64, vat: Int64, taxFree: Int64, exempt: Int64 = 0) {
        self.balance = balance
        self.supplied = supplied
        self.vat = vat
        self.taxFree = taxFree
        self.exempt = exempt
    }

    init(_ payment: Answer) throws {
        balance = try #require(payment.number("balanceAmount"), "\(payment)")
        supplied = try #require(payment.number("suppliedAmount"))
        vat = try #require(payment.number("vat"))
        taxFree = try #require(payment.number("taxFreeAmount"))
        exempt = try #require(payment.number("taxExemptionAmount"))
    }
}

/// A payment and its cancels, with the figures after each.
struct TaxCase: Sendable, CustomTestStringConvertible {
    let amount: Int64
    var taxFree: Int64 = 0
    let paid: Tax
    /// What is cancelled, how much of it tax free, and what is left.
    var cancels: [(amount: Int64, taxFree: Int64, left: Tax)] = []

    var testDescription: String { "\(amount), \(taxFree) tax free, \(cancels.count) cancels" }

    static let all = [
        TaxCase(amount: 50_000, paid: Tax(balance: 50_000, supplied: 45_455, vat: 4_545, taxFree: 0)),
        TaxCase(amount: 1_000, paid: Tax(balance: 1_000, supplied: 909, vat: 91, taxFree: 0)),
        TaxCase(amount: 30_000, paid: Tax(balance: 30_000, supplied: 27_273, vat: 2_727, taxFree: 0)),
        TaxCase(amount: 9_026, paid: Tax(balance: 9_026, supplied: 8_205, vat: 821, taxFree: 0)),
        TaxCase(amount: 163_020, paid: Tax(balance: 163_020, supplied: 148_200, vat: 14_820, taxFree: 0)),
        TaxCase(
            amount: 10_000,
            taxFree: 10_000,
            paid: Tax(balance: 10_000, supplied: 0, vat: 0, taxFree: 10_000),
            cancels: [
                (4_000, 4_000, Tax(balance: 6_000, supplied: 0, vat: 0, taxFree: 6_000)), (6_000, 6_000, .nothing),
            ]
        ),
        TaxCase(
            amount: 10_000,
            taxFree: 3_000,
            paid: Tax(balance: 10_000, supplied: 6_364, vat: 636, taxFree: 3_000),
            cancels: [
                (4_000, 1_000, Tax(balance: 6_000, supplied: 3_636, vat: 364, taxFree: 2_000)),
                (2_000, 0, Tax(balance: 4_000, supplied: 1_818, vat: 182, taxFree: 2_000)),
                (2_000, 2_000, Tax(balance: 2_000, supplied: 1_818, vat: 182, taxFree: 0)),
                (2_000, 0, .nothing),
            ]
        ),
        TaxCase(
            amount: 50_000,
            paid: Tax(balance: 50_000, supplied: 45_455, vat: 4_545, taxFree: 0),
            cancels: [
                (20_000, 0, Tax(balance: 30_000, supplied: 27_273, vat: 2_727, taxFree: 0)),
                (20_974, 0, Tax(balance: 9_026, supplied: 8_205, vat: 821, taxFree: 0)),
                (8_026, 0, Tax(balance: 1_000, supplied: 909, vat: 91, taxFree: 0)),
                (999, 0, Tax(balance: 1, supplied: 1, vat: 0, taxFree: 0)),
                (1, 0, .nothing),
            ]
        ),
    ]
}

@Suite(.timeLimit(.minutes(3))) struct TaxTests {
    @Test(arguments: TaxCase.all)
    func `net, tax and tax-free part are of what is left`(tax: TaxCase) async throws {
        let gateway = try Gateway()
        let key = try await gateway.paidPayment("order-tax", tax.amount, more: #","taxFreeAmount":\#(tax.taxFree)"#)
        let paid = try await gateway.toss(.get, "/v1/payments/\(key)")
        #expect(try Tax(paid) == tax.paid)
        var cancels = 0
        for cancel in tax.cancels {
            let body = #"{"cancelReason":"변심","cancelAmount":\#(cancel.amount),"taxFreeAmount":\#(cancel.taxFree)}"#
            let answer = try await gateway.cancel(key, body)
            #expect(try Tax(answer) == cancel.left)
            #expect(answer.text("status") == "PARTIAL_CANCELED")
            #expect(answer.number("totalAmount") == tax.amount)
            #expect(answer["card"]?["amount"]?.integer == tax.amount)
            cancels += 1
            let entries = try #require(answer["cancels"]?.array)
            #expect(entries.count == cancels)
            let entry = try #require(entries.last)
            #expect(entry["cancelAmount"]?.integer == cancel.amount)
            #expect(entry["taxFreeAmount"]?.integer == cancel.taxFree)
            #expect(entry["refundableAmount"]?.integer == cancel.left.balance)
            #expect(entry["transactionKey"]?.string == answer.text("lastTransactionKey"))
            #expect(try await gateway.toss(.get, "/v1/payments/\(key)").body == answer.body)
        }
        if tax.cancels.isEmpty { return }
        let after = try await gateway.cancel(key, #"{"cancelReason":"변심"}"#)
        #expect(after.status == 403)
        #expect(after.code == "NOT_CANCELABLE_AMOUNT")
    }

    @Test(arguments: TaxCase.all)
    func `a full cancel leaves zeros and the total`(tax: TaxCase) async throws {
        let gateway = try Gateway()
        let key = try await gateway.paidPayment("order-tax", tax.amount, more: #","taxFreeAmount":\#(tax.taxFree)"#)
        let answer = try await gateway.cancel(key, #"{"cancelReason":"변심"}"#)
        #expect(answer.text("status") == "CANCELED")
        #expect(try Tax(answer) == .nothing)
        #expect(answer.number("totalAmount") == tax.amount)
        #expect(answer["cancels"]?[0]?["cancelAmount"]?.integer == tax.amount)
        #expect(answer["cancels"]?[0]?["refundableAmount"]?.integer == 0)
        let again = try await gateway.cancel(key, #"{"cancelReason":"변심"}"#)
        #expect(again.status == 400)
        #expect(again.code == "ALREADY_CANCELED_PAYMENT")
    }

    @Test func `the exempt part is taken out before the tax`() async throws {
        let gateway = try Gateway()
        let key = try await gateway.billingKey("customer-1")
        let answer = try await gateway.toss(
            .post,
            "/v1/billing/\(key)",
            """
            {"customerKey":"customer-1","amount":20000,"orderId":"order-tax","orderName":"컵","taxFreeAmount":3000,
             "taxExemptionAmount":2000}
            """
        )
        #expect(try Tax(answer) == Tax(balance: 20_000, supplied: 13_636, vat: 1_364, taxFree: 3_000, exempt: 2_000))
    }

    @Test(arguments: [
        (#"{"cancelReason":"a","cancelAmount":20001}"#, 403, "NOT_CANCELABLE_AMOUNT"),
        (#"{"cancelReason":"a","cancelAmount":900000000}"#, 403, "NOT_CANCELABLE_AMOUNT"),
        (#"{"cancelReason":"a","refundableAmount":19999}"#, 400, "NOT_MATCHES_REFUNDABLE_AMOUNT"),
        (#"{"cancelReason":"a","cancelAmount":1000,"refundableAmount":1000}"#, 400, "NOT_MATCHES_REFUNDABLE_AMOUNT"),
    ])
    func `a cancel above the balance, or of another balance, changes nothing`(
        body: String,
        status: Int,
        code: String
    ) async throws {
        let (gateway, standing) = try await Standing.gateway()
        let before = try await gateway.state()
        let answer = try await gateway.cancel(standing.done, body)
        #expect(answer.status == status)
        #expect(answer.code == code)
        #expect(try await gateway.state() == before)
    }

    @Test func `a payment that was never approved cannot be cancelled`() async throws {
        let (gateway, standing) = try await Standing.gateway()
        let answer = try await gateway.cancel(standing.waiting, TossForm.cancel.body())
        #expect(answer.status == 403)
        #expect(answer.code == "NOT_CANCELABLE_PAYMENT")
    }

    @Test func `a card payment with an exempt part cannot be cancelled in part`() async throws {
        let gateway = try Gateway()
        let key = try await gateway.paidPayment("order-1", 20_000, more: #","taxExemptionAmount":2000"#)
        let before = try await gateway.state()
        let answer = try await gateway.cancel(key, #"{"cancelReason":"변심","cancelAmount":5000}"#)
        #expect(answer.status == 403)
        #expect(answer.code == "NOT_ALLOWED_PARTIAL_REFUND")
        #expect(try await gateway.state() == before)
    }
}
