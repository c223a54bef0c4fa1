import JournalCodec
import JSON
import Masking
import SandboxCore
import Scenarios
import Testing
import TossAPI

/// Commands as text and back: what is read does what was written.
@Suite struct JournalTests {
    private static let at = Instant(microseconds: 1_767_571_200_123_457)

    private static func call(
        _ path: String,
        _ body: [UInt8],
        method: String = "POST",
        headers: [APIRequest.Header] = [],
        isKnownElsewhere: Bool = false
    ) -> any SandboxCommand {
        let json = APIRequest.Header(name: "Content-Type", value: "application/json")
        let request = APIRequest(
            method: method,
            path: path,
            headers: [json] + headers,
            body: body,
            account: "widget",
            key: "test_gsk_a",
            isKnownElsewhere: isKnownElsewhere
        )
        guard let call = try? ReceivedCall(request) else { return Tick() }
        return ServeCall(call.withoutRealCard(cards: .builtIn))
    }

    private static func call(_ path: String, _ body: String) -> any SandboxCommand { call(path, Array(body.utf8)) }

    private static let card =
        #""cardExpirationYear":"30","cardExpirationMonth":"12","customerIdentityNumber":"900101","cardPassword":"12""#

    static var terms: PaymentTerms {
        var terms = PaymentTerms(orderId: "order-1", orderName: "커피 ☕️ \"두 잔\"\n", amount: 27_500)
        terms.taxFreeAmount = 500
        terms.taxExemptionAmount = 20
        terms.useEscrow = true
        terms.installmentPlanMonths = 3
        terms.useCardPoint = true
        terms.customerKey = "customer"
        terms.customerName = "김토스"
        terms.customerEmail = "a@b.c"
        terms.customerMobilePhone = "01012345678"
        terms.metadata = JSONObject(members: [.init(name: "a", node: JSONNode(.string("b")))])
        terms.successUrl = "http://localhost/s?x=1#y"
        terms.failUrl = "http://localhost/f"
        return terms
    }

    private static var inheritance: Inheritance {
        var sandbox = Sandbox(name: "heir", openedAt: at)
        for behavior in [BuyerBehavior.approve, .abandon] {
            let visit = BuyerVisit(merchant: .api, terms: terms, cardNumber: "4242424242424242", behavior: behavior)
            sandbox.apply(visit, at: at)
        }
        sandbox.apply(registration(.approve), at: at)
        return sandbox.inheritance(at: at + .seconds(1))
    }

    private static func registration(_ behavior: BuyerBehavior) -> CardRegistration {
        CardRegistration(
            merchant: .widget,
            customerKey: "customer",
            cardNumber: "4242424242424242",
            behavior: behavior,
            successUrl: "http://localhost/s",
            failUrl: nil
        )
    }

    private static let custom = EndpointSetting(
        url: "http://localhost:3000/hook",
        events: ["PAYMENT_STATUS_CHANGED", "BILLING_DELETED"],
        secret: "s3cret",
        profile: .custom(
            CustomProfile(header: "X-Sign", algorithm: .sha512, encoding: .base64, events: ["DONE": "paid"])
        )
    )

    private static func deep(_ levels: Int) -> JSONObject {
        var node = JSONNode(.string("ground"))
        for _ in 1..<levels { node = JSONNode(.object(JSONObject(members: [.init(name: "n", node: node)]))) }
        return node.object ?? JSONObject()
    }

    static let commands: [any SandboxCommand] = [
        call("/v1/payments/confirm", #"{"paymentKey":"k","orderId":"order-1","amount":1000}"#),
        call("/v1/payments/confirm", Array("{".utf8) + [0xFF, 0x00, 0xC3], isKnownElsewhere: true),
        call("/v1/payments/a%2Fb", [], method: "GET", headers: [.init(name: "X", value: "é\u{1}\\ \"")]),
        call("/v1/payments/orders/%EC%A3%BC", [], method: "GET"),
        call("/v1/payments/k/cancel", #"{"cancelReason":"card 4242-4242-4242-4242, please","cancelAmount":1}"#),
        call(
            "/v1/payments/k/cancel",
            #"{"cancelReason":"4242424242424242","cancelAmount":900,"taxFreeAmount":1,"#
                + #""taxExemptionAmount":2,"refundableAmount":3,"currency":"KRW","cancelRequestId":"request-1"}"#
        ),
        call(
            "/v1/payments/confirm",
            #"{"paymentKey":"k","orderId":"order-1","amount":1000,"x":"4242424242424242"}"#
        ),
        call("/v1/billing/authorizations/issue", #"{"authKey":"a","customerKey":"c1","x":"4242424242424242"}"#),
        call(
            "/v1/billing/authorizations/issue",
            #"{"paymentKey":"k","orderId":"order-1","amount":1000,"customerKey":"c1","x":"4242424242424242"}"#
        ),
        call("/v1/billing/authorizations/card", #"{"customerKey":"c1","cardNumber":"4242424242424242",\#(card)}"#),
        call("/v1/billing/authorizations/card", #"{"customerKey":"c1","cardNumber":"5555555555554444",\#(card)}"#),
        call("/v1/billing/authorizations/card", #"{"customerKey":"c1","cardNumber":"1",\#(card)}"#),
        call(
            "/v1/billing/b",
            #"{"customerKey":"c1","amount":60000,"orderId":"order-1","orderName":"4242424242424242","#
                + #""taxFreeAmount":10,"taxExemptionAmount":20,"cardInstallmentPlan":3,"useCardPoint":true}"#
        ),
        call("/v1/billing/b", #"{"customerKey":"c1","orderName":"4242424242424242"}"#),
        call("/v1/billing/b", Array("4242424242424242".utf8), method: "DELETE"),
        call("/v1/payments/k", Array("4242424242424242".utf8), method: "GET"),
        call("/v1/payments/orders/order-1", Array("4242424242424242".utf8), method: "GET"),
        ResumeCall(request: 7, epoch: 2),
        DeliveryOutcome(delivery: 3, epoch: 1, status: 503, error: nil, durationMilliseconds: 12),
        DeliveryOutcome(delivery: 0, epoch: 1, status: nil, error: "no \"route\"", durationMilliseconds: 0),
        AlarmOutcome(number: 1, epoch: 1, next: at), AlarmOutcome(number: 20, epoch: 1, next: nil),
        Tick(),
        BuyerVisit(merchant: .api, terms: terms, cardNumber: "4242424242424242", behavior: .approve),
        BuyerVisit(
            merchant: .widget,
            terms: PaymentTerms(orderId: "o", orderName: "", amount: .largest),
            cardNumber: "4000000000000002",
            behavior: .fail(.payProcessAborted)
        ),
        registration(.cancel), registration(.abandon),
        FinishVisit(paymentKey: "k", cardNumber: nil, behavior: .approve),
        FinishVisit(paymentKey: "k", cardNumber: "4242424242424242", behavior: .fail(.invalidRequest)),
        ExpirePayment(paymentKey: "k"),
        ClockChange(mode: .scaled, rate: 0.1, now: .latest),
        ClockChange(mode: nil, rate: 1e-7, now: .earliest),
        ClockChange(mode: .manual, rate: nil, now: nil),
        StepClock(limit: at, epoch: 3), StepClock(limit: nil),
        SetAlarm(Alarm(id: "a", at: at, url: "http://localhost/a")), RemoveAlarm(id: "a"),
        LoadScenario(nil), LoadScenario(Scenario.read(Array(DeterminismTests.scenario.utf8)).scenario),
        ResetSandbox(.data), ResetSandbox(.everything),
        AddEndpoint(EndpointSetting(url: "http://localhost:1/"), origin: .launch),
        AddEndpoint(EndpointSetting(url: "http://l:1/", secret: "s", profile: .legacy), origin: .call),
        AddEndpoint(custom, origin: .scenario),
        RemoveEndpoint(id: "endpoint-1"),
        Emission(
            eventType: .paymentStatusChanged,
            subject: .payment("k"),
            status: "DONE",
            data: deep(64),
            url: "http://localhost/e"
        ),
        Emission(eventType: .billingDeleted, subject: .billingKey("b"), status: nil, data: deep(1), url: nil),
        Emission(eventType: .depositCallback, subject: .order("o"), status: nil, data: deep(2), url: nil),
        Emission(eventType: .methodUpdated, subject: nil, status: nil, data: deep(2), url: nil),
        ResendDelivery(deliveryId: "d"),
        inheritance,
        Recover(epoch: 9),
        ReleaseDeliveries(deliveryIds: ["d", "e"]),
        ReleaseDeliveries(deliveryIds: nil),
        DropDelivery(deliveryId: "d"),
        TakeSnapshot(name: "s"),
        RestoreSnapshot("s"),
        RemoveSnapshot(name: "s"),
        TrimLogs(bytes: 1000),
    ]

    private static func text(_ command: any SandboxCommand) -> String {
        String(decoding: JSONWriter.bytes { command.writeWhole(to: &$0) }, as: UTF8.self)
    }

    @Test func `there is an example of every command`() {
        let shown = Set(Self.commands.map { type(of: $0).word })
        let all = CommandList.common + TossPayments.commands
        #expect(shown == Set(all.map { $0.word }))
        // Two commands of one word could not be told apart in a journal.
        #expect(shown.count == all.count)
    }

    @Test(arguments: commands.indices)
    func `a command that is read again is the same`(index: Int) throws {
        let command = Self.commands[index]
        let text = Self.text(command)
        let read = try CommandList.read(JSONNode(parsing: text))
        #expect(Self.text(read) == text)
        // What the text leaves out would show here: the two are printed with all they hold.
        #expect(Self.dumped(read) == Self.dumped(command))
    }

    /// All that a value holds but for card numbers, where in a text it was read, and how it was made.
    private static func dumped(_ command: any SandboxCommand) -> String {
        var text = ""
        dump(command, to: &text)
        let kept = text.split(separator: "\n").filter { !$0.contains("ffset:") && !$0.contains("isRestated") }
        return kept.map { MaskedText(String($0)).text }.joined(separator: "\n")
    }

    @Test func `no property of the terms of a payment is left out`() throws {
        let text = Self.text(
            BuyerVisit(merchant: .api, terms: Self.terms, cardNumber: "1", behavior: .approve)
        )
        let written = try #require(try JSONNode(parsing: text)["terms"]?.object)
        let properties = Mirror(reflecting: Self.terms).children.compactMap(\.label)
        #expect(written.members.map(\.name).sorted() == properties.sorted())
        #expect(!written.members.contains { $0.node.isNull })
    }

    @Test func `a call is read again as it was masked`() throws {
        let text = Self.text(Self.commands[4])
        guard let call = (try CommandList.read(JSONNode(parsing: text)) as? ServeCall)?.call,
            let cancel = try call.input.get() as? CancelPayment
        else { throw ControlRefusal(.conflict, text) }
        #expect(cancel.cancelReason == "card 4242-xxxx-xxxx-4242, please")
        #expect(Self.text(ServeCall(call)) == text)
    }

    @Test func `neither a real card nor a secret of a card gets into a journal`() {
        let text = Self.commands.map(Self.text).joined()
        for secret in ["5555555555554444", "4242-4242", "900101", #"cardPassword\":\"12"#] {
            #expect(!text.contains(secret))
        }
    }

    @Test(arguments: [
        ("{}", "kind: must be text; found nothing."), ("[]", "must be an object; found an array."),
        (#"{"kind":"fly"}"#, #"kind: "fly" is not known here."#),
        (#"{"kind":"expire"}"#, "paymentKey: must be text; found nothing."),
        (#"{"kind":"recover","epoch":-1}"#, "epoch: must be a whole number from 0 to 1099511627776; found a number."),
        (
            #"{"kind":"load","scenario":"{}"}"#,
            #"scenario: is no scenario that can be loaded here: $: "name" is missing."#
        ),
        (#"{"kind":"setClock","rate":0}"#, "rate: must be a number above 0, at most 1000000; found a number."),
        (
            #"{"kind":"addEndpoint","origin":"call","endpoint":{"url":"x"}}"#,
            #"endpoint: $.url: expected an address such as "http://localhost:3000/webhook", or "collect:", found "x""#
        ),
        (
            #"{"kind":"request","method":"GET","path":"/x","merchant":"api","key":"k","headers":[],"body":""}"#,
            "path: GET /x is no call of an API that is built here."
        ),
        (
            #"{"kind":"visit","merchant":"api","cardNumber":"1","buyer":"approve","terms":{"orderId":"o","orderName":"n","amount":9000000000000000000}}"#,
            "terms.amount: must be a whole number from 0 to 999999999999; found a number."
        ),
    ])
    func `a damaged command is refused with its place`(text: String, message: String) throws {
        let node = try JSONNode(parsing: text)
        #expect(throws: JournalError.self) { try CommandList.read(node) }
        do { _ = try CommandList.read(node) } catch { #expect(error.description == message) }
    }

    @Test func `a run that was written down and read again gives the same bytes`() throws {
        let run = try DeterminismTests.record(step: .milliseconds(777))
        let opening = JournalOpening(
            name: "run",
            scenario: try #require(Scenario.read(Array(DeterminismTests.scenario.utf8)).scenario),
            limits: SandboxLimits(),
            endpoints: [],
            openedAt: Run.start
        )
        var copy = Sandbox(try JournalOpening(journal: JSONNode(parsing: opening.bytes)))
        for (number, entry) in run.journal.enumerated() {
            let command = try CommandList.read(JSONNode(parsing: Self.text(entry.command)))
            let outcome = command.outcome(in: &copy, at: entry.at).bytes
            #expect(outcome == entry.outcome, "command \(number): \(type(of: entry.command).word)")
        }
        #expect(run.journal.count > 50)
    }

    @Test func `a scenario whose variables were filled in is kept as it was filled in`() throws {
        let text =
            #"{"name":"n","description":"d","webhooks":{"endpoints":[{"url":"${HOME_URL}/a"}]},"steps":[{"advance":"${T}"}]}"#
        let scenario = try #require(
            Scenario.read(Array(text.utf8)) { $0 == "HOME_URL" ? "http://localhost/${NOT}" : nil }.scenario
        )
        let command = try CommandList.read(JSONNode(parsing: Self.text(LoadScenario(scenario))))
        guard let read = (command as? LoadScenario)?.scenario else { throw ControlRefusal(.conflict, "no scenario") }
        #expect(read.webhooks.endpoints.map(\.url) == ["http://localhost/${NOT}/a"])
        #expect(read.document == scenario.document)
    }
}
