"""What `make contract` excuses: answers that the contract asks for and no schema can promise, each with its reason.

How often each was needed is printed at the end, so that an excuse nobody needs any more can go.
"""

import atexit
import collections
import re
import sys

import schemathesis

# A request that fits its schema may still be refused with 400 for what lies outside of it. By the message of the answer.
BEYOND_A_SCHEMA = {
    r"^after names no item of this list": "whether an item is there depends on the sandbox",
    r"^An alarm goes off in the future": "whether an instant is in the future depends on the clock",
    r"^A rate belongs to a scaled clock": "how the clock runs already is part of the sandbox",
    r"^tax(Free|Exemption)Amount must be": "the parts of an amount are compared with the amount",
    r"may be a real card: it passes the Luhn check": "the check digit of a card number is a sum",
    r"no number is at least \S+ and at most \S+": "two limits are compared with each other",
    r"^[A-Z_]+ needs an? ": "which members an event needs depends on the event",
    r"^timeout must be at most PT10M": "how long a duration is, is a sum of its parts",
    r"is the key of this sandbox itself": "which sandbox a call is about is said outside of its body",
    r" is a public address": "which addresses are public is a table of networks",
}

# Toss answers 400 with these for what lies outside of a body.
TOSS_BEYOND_A_SCHEMA = {
    "ALREADY_CANCELED_PAYMENT": "the payment's state",
    "ALREADY_PROCESSED_PAYMENT": "the payment's state",
    "ALREADY_REMOVED_BILLING_KEY": "the billing key's state",
    "DUPLICATED_ORDER_ID": "the state of another payment",
    "INVALID_API_KEY": "the payment is another sandbox's",
    "INVALID_CARD_EXPIRATION": "the month has passed",
    "INVALID_CARD_NUMBER": "the check digit of a card number is a sum",
    "NOT_CANCELABLE_AMOUNT": "the payment's balance",
    "NOT_MATCHES_CUSTOMER_KEY": "the billing key is another buyer's",
    "NOT_SUPPORTED_CARD_TYPE": "what a card can do is a table of cards",
}

# The parts of a scenario have a schema of their own, scenarios/scenario.schema.json, and rules beyond any schema.
SCENARIO_PARTS = re.compile(r"^\$(\.scenario)?\.(cards|rules|webhooks|steps)\b")


def operation_id(case):
    return case.operation.definition.raw.get("operationId")


def is_toss(case):
    return case.operation.path.startswith("/v1/")


def sends(case, header):
    return header in {name.lower() for name in (case.headers or {})}


def is_replayed(response):
    # Beside its own trace it names that of the first answer.
    return any("," in trace for trace in response.headers.get("x-tosspayments-trace-id", []))


def won(value):
    try:
        return int(value or 0)
    except (TypeError, ValueError):
        return 0


def exceeds_amount(body):
    parts = won(body.get("taxFreeAmount")) + won(body.get("taxExemptionAmount"))
    return parts > won(body.get("amount"))


def excuse_for_refusing(case, response):
    if response.status_code != 400:
        return None
    # Its journal has a reader of its own.
    if operation_id(case) in {"importRun", "replayRun"}:
        return "a bundle is a run as it was recorded, and nobody writes one by hand"
    answer = response.json()
    if is_toss(case):
        if sends(case, "tosspayments-test-code"):
            return "a test code forces its error"
        if is_replayed(response):
            return "an answer under an Idempotency-Key is given again whatever the body is"
        if answer["code"] == "INVALID_REQUEST" and isinstance(case.body, dict) and exceeds_amount(case.body):
            return "the parts of an amount are compared with the amount"
        reason = TOSS_BEYOND_A_SCHEMA.get(answer["code"])
        return reason and f"{answer['code']}: {reason}"
    problems = answer.get("problems", [])
    for message in [answer["message"]] + [problem["message"] for problem in problems]:
        for pattern, reason in BEYOND_A_SCHEMA.items():
            if re.search(pattern, message):
                return reason
    if problems and all(SCENARIO_PARTS.match(problem["path"]) for problem in problems):
        return "the parts of a scenario have a schema of their own"
    return None


def excuse_for_accepting(case, response):
    if is_toss(case):
        return "an answer under an Idempotency-Key is given again whatever the body is" if is_replayed(response) else None
    if operation_id(case) == "checkScenario" and response.json().get("valid") is False:
        return "a check of a scenario answers 200; what it finds is its refusal"
    if operation_id(case) == "listEvents" and sends(case, "last-event-id") and "items" in response.json():
        return "only a stream goes on behind Last-Event-ID; a list has `after`"
    return None


def excuse(kind, case, response):
    if kind == "RejectedPositiveData":
        return excuse_for_refusing(case, response)
    if kind == "AcceptedNegativeData":
        return excuse_for_accepting(case, response)
    if kind == "ServerError" and is_toss(case) and sends(case, "tosspayments-test-code"):
        return "a test code forces its error"
    if kind == "UnsupportedMethodResponse" and is_toss(case):
        return "Toss answers another method with 404 NOT_FOUND_HTTP_METHOD (documented)"
    return None


excused = collections.Counter()


@schemathesis.hook
def filter_failure(context, failure, case, response):
    """Whether a failure stands."""
    reason = excuse(type(failure).__name__, case, response)
    if reason:
        excused[reason] += 1
    return reason is None


@atexit.register
def tell():
    for reason, count in excused.most_common():
        print(f"{count:6}  excused: {reason}", file=sys.stderr)
