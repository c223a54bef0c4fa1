import Scenarios
import Testing

/// A document with a mistake, and the one problem it must give.
private struct Mistake: Sendable, CustomTestStringConvertible {
    let document: String
    let place: String
    let path: String
    let message: String

    init(_ document: String, _ place: String, _ path: String, _ message: String) {
        self.document = document
        self.place = place
        self.path = path
        self.message = message
    }

    /// A document with a first line that is right and `members` on the second.
    static func of(_ members: String, _ column: Int, _ path: String, _ message: String) -> Mistake {
        Mistake("{\"name\": \"n\", \"description\": \"d\",\n\(members)}", "2:\(column)", path, message)
    }

    /// A document with one rule for confirms on its second line, which begins at column 11.
    static func rule(_ members: String, _ column: Int, _ path: String, _ message: String) -> Mistake {
        of("\"rules\": [\(members)]", column, path, message)
    }

    /// A rule for confirms with this `then`, which begins at column 45.
    static func then(_ action: String, _ column: Int, _ path: String, _ message: String) -> Mistake {
        rule("{\"on\": \"payments.confirm\", \"then\": \(action)}", column, path, message)
    }

    /// A rule for confirms with this `when`, which begins at column 45.
    static func when(_ conditions: String, _ column: Int, _ path: String, _ message: String) -> Mistake {
        let rule = "{\"on\": \"payments.confirm\", \"when\": \(conditions), \"then\": \"approve\"}"
        return self.rule(rule, column, path, message)
    }

    /// A document with one webhook rule on its second line, which begins at column 24.
    static func hook(_ rule: String, _ column: Int, _ path: String, _ message: String) -> Mistake {
        of("\"webhooks\": {\"rules\": [\(rule)]}", column, "$.webhooks.rules[0]" + path, message)
    }

    /// A webhook rule for all events with this `then`, which begins at column 44.
    static func hookThen(_ action: String, _ column: Int, _ path: String, _ message: String) -> Mistake {
        hook("{\"on\": \"*\", \"then\": \(action)}", column, ".then" + path, message)
    }

    /// A document with one step, which begins at column 11.
    static func step(_ step: String, _ column: Int, _ path: String, _ message: String) -> Mistake {
        of("\"steps\": [\(step)]", column, path, message)
    }

    /// A document with one card, whose plan begins at column 17.
    static func card(_ plan: String, _ column: Int, _ path: String, _ message: String) -> Mistake {
        of("\"cards\": {\"42*\": \(plan)}", column, path, message)
    }

    var testDescription: String { "\(path): \(message)" }
}

private let top: [Mistake] = [
    Mistake("", "1:1", "$", "the text is empty"),
    Mistake("{\n  \"name\": \"n\",\n}", "3:1", "$", "expected a member's name"),
    Mistake("{\"name\": \"n\", \"name\": \"m\"}", "1:15", "$", "occurs twice"),
    Mistake("[]", "1:1", "$", "expected an object, found an array"),
    Mistake("{\"description\": \"d\"}", "1:1", "$", "\"name\" is missing"),
    Mistake("{\"name\": 1, \"description\": \"d\"}", "1:10", "$.name", "expected a text, found 1"),
    Mistake("{\"name\": \"\", \"description\": \"d\"}", "1:10", "$.name", "a text that is not empty"),
    Mistake("{\"name\": \"가나\", \"description\": null}", "1:31", "$.description", "expected a text, found null"),
    .of("\"rulez\": []", 1, "$.rulez", "did you mean \"rules\"?"),
    .of("\"something\": []", 1, "$.something", "unknown member \"something\"; known here: \"$schema\""),
    .of("\"$schema\": 1", 12, "$[\"$schema\"]", "found 1"),
    .of("\"seed\": -1", 9, "$.seed", "a whole number from 0, found -1"),
    .of("\"seed\": 1.5", 9, "$.seed", "found 1.5"),
    .of("\"seed\": \"7\"", 9, "$.seed", "found \"7\""),
    .of("\"clock\": \"manual\"", 10, "$.clock", "expected an object, found \"manual\""),
    .of("\"clock\": {}", 10, "$.clock", "\"mode\" is missing"),
    .of("\"clock\": {\"mode\": \"manuel\"}", 19, "$.clock.mode", "did you mean \"manual\"?"),
    .of("\"clock\": {\"mode\": \"manual\", \"start\": \"2026-01-05\"}", 38, "$.clock.start", "a time with its offset"),
    .of("\"clock\": {\"mode\": \"scaled\"}", 10, "$.clock", "needs a \"rate\""),
    .of("\"clock\": {\"mode\": \"scaled\", \"rate\": 0}", 37, "$.clock.rate", "a number above 0"),
    .of("\"clock\": {\"mode\": \"scaled\", \"rate\": 1e999}", 37, "$.clock.rate", "at most 1000000"),
    .of("\"clock\": {\"mode\": \"manual\", \"rate\": 2}", 37, "$.clock.rate", "belongs to a scaled clock"),
]

private let cards: [Mistake] = [
    .of("\"cards\": []", 10, "$.cards", "an object of card numbers"),
    .of("\"cards\": {\"42*42\": \"approve\"}", 11, "$.cards[\"42*42\"]", "\"42*42\" is no card number"),
    .of("\"cards\": {\"\": \"approve\"}", 11, "$.cards[\"\"]", "is no card number"),
    .of("\"cards\": {\"4 2\": \"approve\", \"4-2\": \"approve\"}", 29, "$.cards[\"4-2\"]", "the card 42 is here twice"),
    .card("\"aprove\"", 18, "$.cards[\"42*\"]", "expected \"approve\", {\"refuse\": CODE}"),
    .card("{}", 18, "$.cards[\"42*\"]", "found an object"),
    .card("{\"refuze\": \"FDS_ERROR\"}", 19, "$.cards[\"42*\"].refuze", "did you mean \"refuse\"?"),
    .card(
        "{\"refuse\": \"REJECT_CARD_COMPANI\"}",
        29,
        "$.cards[\"42*\"].refuse",
        "unknown error code REJECT_CARD_COMPANI; did you mean REJECT_CARD_COMPANY?"
    ),
    .card("{\"refuse\": \"USER_CANCEL\"}", 29, "$.cards[\"42*\"].refuse", "USER_CANCEL has no HTTP status"),
    .card("{\"refuse\": \"FDS_ERROR\", \"phase\": 1}", 42, "$.cards[\"42*\"].phase", "unknown member \"phase\""),
    .card("{\"attempts\": []}", 31, "$.cards[\"42*\"].attempts", "the list is empty"),
    .card("{\"attempts\": [\"no\"]}", 32, "$.cards[\"42*\"].attempts[0]", "found \"no\""),
    .card("{\"until\": \"2026-03-01T00:00:00+09:00\"}", 18, "$.cards[\"42*\"]", "\"then\" is missing"),
    .card("{\"issue\": {\"attempts\": [\"approve\"]}}", 28, "$.cards[\"42*\"].issue", "issuing is not counted"),
    .card("{\"charge\": {\"issue\": \"approve\"}}", 30, "$.cards[\"42*\"].charge.issue", "unknown member"),
]

private let rules: [Mistake] = [
    .of("\"rules\": {}", 10, "$.rules", "expected a list, found an object"),
    .rule("1", 11, "$.rules[0]", "expected an object, found 1"),
    .rule("{\"then\": \"approve\"}", 11, "$.rules[0]", "\"on\" is missing"),
    .rule("{\"on\": \"payments.confirm\"}", 11, "$.rules[0]", "\"then\" is missing"),
    .rule(
        "{\"on\": \"payment.confirm\", \"then\": \"approve\"}",
        18,
        "$.rules[0].on",
        "did you mean \"payments.confirm\"?"
    ),
    .rule("{\"on\": [], \"then\": \"approve\"}", 18, "$.rules[0].on", "an operation such as"),
    .rule(
        "{\"on\": \"payments.key-in\", \"then\": \"approve\"}",
        18,
        "$.rules[0].on",
        "\"payments.key-in\" is not built yet"
    ),
    .rule("{\"on\": \"cash-receipts.issue\", \"then\": \"approve\"}", 18, "$.rules[0].on", "is not built yet"),
    .rule("{\"on\": \"virtual-accounts.issue\", \"then\": \"approve\"}", 18, "$.rules[0].on", "is not built yet"),
    .rule("{\"on\": \"*\", \"chance\": 1.5, \"then\": \"approve\"}", 33, "$.rules[0].chance", "from 0 to 1, found 1.5"),
    .rule("{\"on\": \"*\", \"chance\": -0.1, \"then\": \"approve\"}", 33, "$.rules[0].chance", "found -0.1"),
    .rule("{\"on\": \"*\", \"chance\": \"1\", \"then\": \"approve\"}", 33, "$.rules[0].chance", "found \"1\""),
    .rule(
        "{\"on\": \"*\", \"chance\": 1, \"then\": \"approve\"}, {\"on\": \"*\", \"then\": \"approve\"}",
        56,
        "$.rules[1]",
        "unreachable: rules[0] takes"
    ),
    .rule(
        "{\"on\": \"checkout.authenticate\", \"then\": {\"delay\": \"PT1S\"}}",
        51,
        "$.rules[0].then",
        "is no call of the API; found {\"delay\": …}"
    ),
    .rule(
        "{\"on\": \"checkout.authenticate\", \"then\": {\"refuse\": \"USER_CANCEL\", \"phase\": \"before-commit\"}}",
        86,
        "$.rules[0].then.phase",
        "commits nothing"
    ),
    .rule("{\"on\": \"checkout.authenticate\", \"then\": {}}", 51, "$.rules[0].then", "found an object"),
    .rule(
        "{\"on\": \"*\", \"atempts\": [1], \"then\": \"approve\"}",
        23,
        "$.rules[0].atempts",
        "did you mean \"attempts\"?"
    ),
    .rule("{\"on\": \"*\", \"attempts\": [0], \"then\": \"approve\"}", 36, "$.rules[0].attempts[0]", "from 1"),
    .rule("{\"on\": \"*\", \"attempts\": [1, 1], \"then\": \"approve\"}", 39, "$.rules[0].attempts[1]", "here twice"),
    .rule(
        "{\"on\": \"*\", \"attempts\": 1, \"then\": \"approve\"}",
        35,
        "$.rules[0].attempts",
        "expected a list, found 1"
    ),
    .rule("{\"on\": \"*\", \"times\": 0, \"then\": \"approve\"}", 32, "$.rules[0].times", "from 1"),
    .rule("{\"on\": \"*\", \"optional\": \"yes\", \"then\": \"approve\"}", 35, "$.rules[0].optional", "true or false"),
    .rule(
        """
        {"on": "*", "from": "2026-02-01T00:00:00Z", "until": "2026-02-01T00:00:00Z", "then": "approve"}
        """,
        64,
        "$.rules[0].until",
        "not after \"from\""
    ),
    .rule(
        "{\"on\": \"payments.get\", \"then\": \"approve\"}, {\"on\": \"payments.get\", \"then\": {\"delay\": \"PT1S\"}}",
        54,
        "$.rules[1]",
        "unreachable: rules[0] takes every such call before it"
    ),
    .rule(
        "{\"name\": \"all\", \"on\": \"*\", \"then\": \"approve\"}, {\"on\": \"billing.issue\", \"then\": \"approve\"}",
        58,
        "$.rules[1]",
        "unreachable: \"all\" (rules[0]) takes"
    ),
]

private let actions: [Mistake] = [
    .then("\"decline\"", 46, "$.rules[0].then", "expected \"approve\", {\"refuse\": CODE}"),
    .then("[]", 46, "$.rules[0].then", "the list is empty"),
    .then("{\"refuse\": \"NO_SUCH\"}", 57, "$.rules[0].then.refuse", "unknown error code NO_SUCH"),
    .then("{\"refuse\": \"FDS_ERROR\", \"phase\": \"before\"}", 79, "$.rules[0].then.phase", "unknown word \"before\""),
    .then("{\"status\": 99}", 57, "$.rules[0].then.status", "200 to 599"),
    .then("{\"status\": \"500\"}", 57, "$.rules[0].then.status", "found \"500\""),
    .then("{\"delay\": \"3s\"}", 56, "$.rules[0].then.delay", "a length of time, such as \"PT3S\""),
    .then("{\"delay\": \"P1M\"}", 56, "$.rules[0].then.delay", "without months"),
    .then("{\"rateLimit\": {\"calls\": 1}}", 60, "$.rules[0].then.rateLimit", "\"per\" is missing"),
    .then(
        "{\"rateLimit\": {\"calls\": 0, \"per\": \"PT1M\"}}",
        70,
        "$.rules[0].then.rateLimit.calls",
        "from 1"
    ),
    .then(
        "{\"rateLimit\": {\"calls\": 1, \"per\": \"PT0S\"}}",
        80,
        "$.rules[0].then.rateLimit.per",
        "a window has some length"
    ),
    .then("{\"fault\": \"hang\", \"for\": \"PT0S\"}", 71, "$.rules[0].then.for", "above zero and at most PT10M"),
    .then("{\"fault\": \"drip\", \"for\": \"PT601S\"}", 71, "$.rules[0].then.for", "above zero and at most PT10M"),
    .then("{\"fault\": \"hang\", \"for\": \"P1M\"}", 71, "$.rules[0].then.for", "without months"),
    .then(
        "{\"fault\": \"phantom\", \"phase\": \"after-commit\"}",
        76,
        "$.rules[0].then.phase",
        "it has no \"phase\""
    ),
    .then("{\"fault\": \"resett\"}", 56, "$.rules[0].then.fault", "did you mean \"reset\"?"),
    .then("{\"fault\": \"reset\", \"for\": \"PT1S\"}", 72, "$.rules[0].then.for", "\"reset\" has no length"),
    .then("{\"refuse\": \"FDS_ERROR\", \"delay\": \"PT1S\"}", 46, "$.rules[0].then", "write a list"),
    .then("[\"approve\", {\"status\": 500}]", 58, "$.rules[0].then[1]", "a second outcome"),
    .then("[[\"approve\"]]", 47, "$.rules[0].then[0]", "found an array"),
    .then("[\"approve\", {\"fault\": \"reset\"}]", 46, "$.rules[0].then", "leave \"approve\" out"),
    .then(
        "[{\"refuse\": \"FDS_ERROR\"}, {\"fault\": \"phantom\"}]",
        46,
        "$.rules[0].then",
        "does not go with \"refuse\""
    ),
    .then("[{\"fault\": \"phantom\"}, {\"status\": 500}]", 46, "$.rules[0].then", "does not go with \"status\""),
    .then(
        "[{\"status\": 500}, {\"fault\": \"truncate\", \"phase\": \"after-commit\"}]",
        46,
        "$.rules[0].then",
        "the status is before-commit and the fault after-commit"
    ),
    .then(
        "[{\"refuse\": \"FDS_ERROR\", \"phase\": \"after-commit\"}, {\"fault\": \"drip\"}]",
        46,
        "$.rules[0].then",
        "the refusal is after-commit and the fault before-commit"
    ),
    .then(
        "[{\"rateLimit\": {\"calls\": 1, \"per\": \"PT1S\"}}, {\"fault\": \"hang\", \"phase\": \"after-commit\"}]",
        46,
        "$.rules[0].then",
        "commits nothing"
    ),
]

private let conditions: [Mistake] = [
    .when("[]", 46, "$.rules[0].when", "expected an object"),
    .when("{\"orderid\": \"a\"}", 47, "$.rules[0].when.orderid", "did you mean \"orderId\"?"),
    .when("{\"orderId\": 1}", 58, "$.rules[0].when.orderId", "expected a text"),
    .when("{\"orderId\": {}}", 58, "$.rules[0].when.orderId", "found an object"),
    .when("{\"orderId\": {\"atLeast\": 1}}", 59, "$.rules[0].when.orderId.atLeast", "is for \"amount\""),
    .when("{\"orderId\": {\"match\": \"a\"}}", 59, "$.rules[0].when.orderId.match", "did you mean \"matches\"?"),
    .when("{\"orderId\": {\"in\": \"a\"}}", 65, "$.rules[0].when.orderId.in", "expected a list"),
    .when("{\"orderId\": {\"matches\": \"a(b\"}}", 70, "$.rules[0].when.orderId.matches", "at character 2: the group"),
    .when("{\"status\": \"DOEN\"}", 57, "$.rules[0].when.status", "did you mean \"DONE\"?"),
    .when("{\"method\": \"CRAD\"}", 57, "$.rules[0].when.method", "did you mean \"CARD\"?"),
    .when("{\"amount\": 1.5}", 57, "$.rules[0].when.amount", "found 1.5"),
    .when("{\"amount\": {\"atLeast\": \"1\"}}", 69, "$.rules[0].when.amount.atLeast", "expected a whole number"),
    .when("{\"amount\": {\"atLeast\": 2, \"atMost\": 1}}", 82, "$.rules[0].when.amount.atMost", "no amount is"),
    .when("{\"header\": \"a\"}", 57, "$.rules[0].when.header", "an object such as"),
    .when("{\"header\": {\"a b\": \"c\"}}", 58, "$.rules[0].when.header[\"a b\"]", "is no header name"),
    .when("{\"header\": {\"A\": \"c\", \"a\": \"d\"}}", 68, "$.rules[0].when.header.a", "here twice"),
]

private let webhooks: [Mistake] = [
    .of("\"webhooks\": {\"rules\": {}}", 23, "$.webhooks.rules", "expected a list, found an object"),
    .of("\"webhooks\": {\"retries\": \"tos\"}", 25, "$.webhooks.retries", "\"toss\" or a list"),
    .of("\"webhooks\": {\"retries\": [\"P1M\"]}", 26, "$.webhooks.retries[0]", "without months"),
    .of("\"webhooks\": {\"profile\": \"stripe\"}", 25, "$.webhooks.profile", "\"toss\", \"legacy\" or"),
    .of("\"webhooks\": {\"profile\": {}}", 25, "$.webhooks.profile", "\"header\" is missing"),
    .of("\"webhooks\": {\"profile\": {\"header\": \"a b\"}}", 36, "$.webhooks.profile.header", "a header name"),
    .of(
        "\"webhooks\": {\"profile\": {\"header\": \"a\", \"algorithm\": \"sha256\"}}",
        54,
        "$.webhooks.profile.algorithm",
        "unknown word \"sha256\""
    ),
    .of(
        "\"webhooks\": {\"profile\": {\"header\": \"a\", \"events\": {\"PAID\": \"x\"}}}",
        52,
        "$.webhooks.profile.events.PAID",
        "unknown member \"PAID\""
    ),
    .of("\"webhooks\": {\"endpoints\": [{}]}", 28, "$.webhooks.endpoints[0]", "\"url\" is missing"),
    .of(
        "\"webhooks\": {\"endpoints\": [{\"url\": \"ftp://a\"}]}",
        36,
        "$.webhooks.endpoints[0].url",
        "an address such as"
    ),
    .of(
        "\"webhooks\": {\"endpoints\": [{\"url\": \"${HOOK}/a\"}]}",
        36,
        "$.webhooks.endpoints[0].url",
        "${HOOK} has no value"
    ),
    .of(
        "\"webhooks\": {\"endpoints\": [{\"url\": \"http://a\", \"events\": [\"PAYMENT_CHANGED\"]}]}",
        59,
        "$.webhooks.endpoints[0].events[0]",
        "unknown event \"PAYMENT_CHANGED\""
    ),
    .of(
        "\"webhooks\": {\"endpoints\": [{\"url\": \"http://a\", \"hold\": 1}]}",
        56,
        "$.webhooks.endpoints[0].hold",
        "expected true or false, found 1"
    ),
    .of(
        "\"webhooks\": {\"endpoints\": [{\"url\": \"collect:/a\"}]}",
        36,
        "$.webhooks.endpoints[0].url",
        "or \"collect:\""
    ),
    .of(
        "\"webhooks\": {\"endpoints\": [{\"url\": \"http://a\"}, {\"url\": \"http://a/4539578763621486\"}]}",
        57,
        "$.webhooks.endpoints[1].url",
        "this may be a card number, and those are masked wherever they are kept; give a url without one"
    ),
    .of(
        "\"webhooks\": {\"endpoints\": [{\"url\": \"http://a\", \"secret\": \"4539 5787 6362 1486\"}]}",
        58,
        "$.webhooks.endpoints[0].secret",
        "this may be a card number, and those are masked wherever they are kept; give a secret without one"
    ),
    .of(
        "\"webhooks\": {\"endpoints\": [{\"url\": \"http://a\", \"secret\": \"key-4539578763621486\"}]}",
        58,
        "$.webhooks.endpoints[0].secret",
        "this may be a card number"
    ),
    .hook("{\"then\": {\"drop\": true}}", 24, "", "\"on\" is missing"),
    .hook("{\"on\": \"*\"}", 24, "", "\"then\" is missing"),
    .hook("{\"on\": \"PAID\", \"then\": {\"drop\": true}}", 31, ".on", "unknown event \"PAID\""),
    .hook("{\"on\": \"*\", \"then\": {\"drop\": true}, \"wen\": 1}", 60, ".wen", "did you mean \"when\"?"),
    .hook("{\"on\": \"*\", \"then\": {\"drop\": true}, \"chance\": 2}", 70, ".chance", "from 0 to 1, found 2"),
    .hook(
        "{\"on\": \"*\", \"when\": {\"card\": \"4*\"}, \"then\": {\"drop\": true}}",
        45,
        ".when.card",
        "unknown member"
    ),
    .hook(
        "{\"on\": \"*\", \"when\": {\"header\": {}}, \"then\": {\"drop\": true}}",
        45,
        ".when.header",
        "unknown member"
    ),
    .hook(
        "{\"on\": \"*\", \"when\": {\"status\": \"PAID\"}, \"then\": {\"drop\": true}}",
        55,
        ".when.status",
        "unknown status \"PAID\""
    ),
    .hook(
        "{\"on\": \"*\", \"attempts\": [0], \"then\": {\"drop\": true}}",
        49,
        ".attempts[0]",
        "a whole number from 1"
    ),
    .hookThen("\"drop\"", 44, "", "an object with one or more of"),
    .hookThen("{}", 44, "", "an object with one or more of"),
    .hookThen("{\"dropp\": true}", 45, ".dropp", "did you mean \"drop\"?"),
    .hookThen("{\"drop\": false}", 53, ".drop", "expected true, or no such member, found false"),
    .hookThen("{\"duplicate\": 1}", 58, ".duplicate", "a whole number from 2 to 100"),
    .hookThen("{\"duplicate\": 101}", 58, ".duplicate", "a whole number from 2 to 100"),
    .hookThen("{\"reorder\": 1}", 56, ".reorder", "a whole number from 2"),
    .hookThen("{\"delay\": \"P1M\"}", 54, ".delay", "without months"),
    .hookThen("{\"delay\": \"-PT1S\"}", 54, ".delay", "a length of time"),
    .hookThen("{\"drop\": true, \"corrupt\": true}", 44, "", "\"drop\" and \"corrupt\" mean nothing together"),
    .hookThen("{\"duplicate\": 2, \"drop\": true}", 44, "", "\"drop\" and \"duplicate\" mean nothing together"),
    .hookThen("{\"hold\": true, \"delay\": \"PT1S\"}", 44, "", "\"hold\" and \"delay\" mean nothing together"),
    .hookThen("{\"hold\": true, \"reorder\": 2}", 44, "", "\"hold\" and \"reorder\" mean nothing together"),
    .hookThen("{\"hold\": true, \"before-response\": true}", 44, "", "\"hold\" and \"before-response\" mean nothing"),
    .hookThen("{\"reorder\": 2, \"delay\": \"PT1S\"}", 44, "", "\"reorder\" and \"delay\" mean nothing together"),
    .hookThen("{\"reorder\": 2, \"before-response\": true}", 44, "", "\"reorder\" and \"before-response\" mean"),
    .hookThen("{\"before-response\": true, \"delay\": \"PT1S\"}", 44, "", "\"delay\" and \"before-response\" mean"),
    .of(
        "\"webhooks\": {\"rules\": [{\"on\": \"*\", \"then\": {\"drop\": true}}, "
            + "{\"on\": \"BILLING_DELETED\", \"then\": {\"hold\": true}}]}",
        61,
        "$.webhooks.rules[1]",
        "unreachable: webhooks.rules[0] takes every such event before it"
    ),
]

private let steps: [Mistake] = [
    .step("\"wait\"", 11, "$.steps[0]", "expected an object"),
    .step("{}", 11, "$.steps[0]", "this step does nothing"),
    .step("{\"save\": {\"a\": \"$.b\"}}", 11, "$.steps[0]", "this step does nothing"),
    .step("{\"advance\": \"PT1M\", \"settle\": \"PT1S\"}", 11, "$.steps[0]", "\"advance\" and \"settle\""),
    .step("{\"advanse\": \"PT1M\", \"comment\": \"c\"}", 12, "$.steps[0].advanse", "did you mean \"advance\"?"),
    .step("{\"advance\": \"a minute\"}", 23, "$.steps[0].advance", "a length of time"),
    .step("{\"advance\": {}}", 23, "$.steps[0].advance", "one of \"by\", \"to\" and \"next\""),
    .step("{\"settle\": \"P1M\"}", 22, "$.steps[0].settle", "without months"),
    .step("{\"buyer\": {\"amount\": 1}}", 21, "$.steps[0].buyer", "\"orderId\" is missing"),
    .step("{\"buyer\": {\"orderId\": \"a\", \"amount\": -1}}", 48, "$.steps[0].buyer.amount", "from 0"),
    .step(
        "{\"buyer\": {\"orderId\": \"a\", \"amount\": 1, \"card\": \"1\", \"cardNumber\": \"1\"}}",
        59,
        "$.steps[0].buyer.card",
        "short for \"cardNumber\""
    ),
    .step(
        "{\"buyer\": {\"orderId\": \"a\", \"amount\": 1, \"buyer\": \"leave\"}}",
        60,
        "$.steps[0].buyer.buyer",
        "unknown word \"leave\""
    ),
    .step("{\"http\": {\"method\": \"POST\"}}", 20, "$.steps[0].http", "\"url\" is missing"),
    .step(
        "{\"http\": {\"method\": \"post\", \"url\": \"http://a\"}}",
        31,
        "$.steps[0].http.method",
        "did you mean \"POST\"?"
    ),
    .step("{\"http\": {\"method\": \"GET\", \"url\": \"/v1\"}}", 45, "$.steps[0].http.url", "an address such as"),
    .step("{\"control\": {\"method\": \"GET\", \"path\": \"/v1\"}}", 49, "$.steps[0].control.path", "the control API"),
    .step("{\"verify\": {}}", 22, "$.steps[0].verify", "nothing to verify"),
    .step(
        "{\"verify\": {\"payments\": [{\"state\": \"x\"}]}}",
        37,
        "$.steps[0].verify.payments[0].state",
        "\"status\""
    ),
    .step("{\"settle\": \"PT1S\", \"expect\": {}}", 40, "$.steps[0].expect", "nothing is expected"),
    .step("{\"settle\": \"PT1S\", \"expect\": {\"status\": 20}}", 51, "$.steps[0].expect.status", "100 to 599"),
    .step(
        "{\"settle\": \"PT1S\", \"expect\": {\"noAnswer\": true, \"status\": 200}}",
        53,
        "$.steps[0].expect.noAnswer",
        "neither status nor body"
    ),
    .step("{\"settle\": \"PT1S\", \"save\": {\"a-b\": \"$\"}}", 39, "$.steps[0].save.a-b", "is no name for ${…}"),
    .step("{\"settle\": \"PT1S\", \"save\": {\"a\": \"$.b[\"}}", 44, "$.steps[0].save.a", "a path such as"),
    .step("{\"comment\": \"${\"}", 23, "$.steps[0].comment", "begins a variable"),
]

@Suite struct ScenarioProblemTests {
    @Test(arguments: [top, cards, rules, actions, conditions, webhooks, steps].flatMap { $0 })
    private func `each mistake is one problem, with its place and its path`(mistake: Mistake) throws {
        let reading = Scenario.read(Array(mistake.document.utf8))
        #expect(reading.scenario == nil)
        #expect(reading.problems.count == 1)
        let problem = try #require(reading.problems.first)
        #expect("\(problem.line):\(problem.column)" == mistake.place)
        #expect(problem.path == mistake.path)
        #expect(problem.message.contains(mistake.message), "\(problem.message)")
    }

    @Test func `all problems are reported, in the order of the text`() {
        let document = """
            {
              "name": "n",
              "seed": "x",
              "cards": { "4242": { "refuse": "REJECT" }, "x": "approve" },
              "rules": [{ "on": "payments.confirm", "times": 0, "then": { "fault": "hung" } }],
              "wat": 1
            }
            """
        let problems = Scenario.read(Array(document.utf8)).problems
        #expect(
            problems.map { "\($0.line):\($0.column) \($0.path)" } == [
                "1:1 $", "3:11 $.seed", "4:34 $.cards[\"4242\"].refuse", "4:46 $.cards.x", "5:50 $.rules[0].times",
                "5:72 $.rules[0].then.fault", "6:3 $.wat",
            ]
        )
    }

    @Test func `a great many problems are found in little time`() {
        let cards = (0..<5_000).map { "\"\($0)\": {\"refuse\": \"REJECT_CARD_COMPANI\"}" }.joined(separator: ",")
        let document = "{\"name\":\"n\",\"description\":\"d\",\"cards\":{\(cards)}}"
        let started = ContinuousClock.now
        #expect(Scenario.read(Array(document.utf8)).problems.count == 1001)
        #expect(ContinuousClock.now - started < .seconds(20))
    }

    @Test func `no damaged document traps, and none that is whole has a problem`() {
        let document = Array(completeScenario.utf8)
        for length in 0..<document.count { #expect(!Scenario.read(Array(document[..<length])).problems.isEmpty) }
        for index in document.indices {
            for byte: UInt8 in [0x22, 0x24, 0xFF] {
                var damaged = document
                damaged[index] = byte
                let reading = Scenario.read(damaged)
                #expect(reading.problems.isEmpty == (reading.scenario != nil))
            }
        }
        #expect(Scenario.read(document).problems == [])
    }
}
