#!/bin/sh
# A walk through Tossbox with nothing but curl: it tests a built tossbox, and shows how each thing is done.
#
#   sh Tests/smoke.sh .build/debug/tossbox

set -eu

tossbox=${1:?usage: sh Tests/smoke.sh PATH-TO-TOSSBOX}
secret=test_sk_zXLkKEypNArWmo50nX3lmeaxYG5R
work=$(mktemp -d)
passed=0
server=

finish() {
    status=$?
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    [ -z "$server" ] || wait "$server" 2>/dev/null || true
    rm -rf "$work"
    exit "$status"
}
trap finish EXIT
trap 'exit 130' INT TERM

fail() {
    printf 'FAILED %s\n' "$*" >&2
    printf '%s passed, 1 failed\n' "$passed"
    exit 1
}

# call METHOD PATH [BODY] [curl options…]: leaves the answer in $status and $answer.
call() {
    method=$1 path=$2 body=${3-}
    shift 2
    [ $# -eq 0 ] || shift
    if [ -n "$body" ]; then set -- -d "$body" "$@"; fi
    status=$(curl -s -m 20 -o "$work/answer" -w '%{http_code}' -X "$method" "$url$path" \
        -H 'Content-Type: application/json' "$@") || fail "$method $path: no answer (curl ended with $?)"
    answer=$(cat "$work/answer")
}

# toss …: the same as the merchant, whose secret key goes before a colon as the user of Basic authentication.
toss() {
    method=$1 path=$2 body=${3-}
    shift 2
    [ $# -eq 0 ] || shift
    call "$method" "$path" "$body" -u "$secret:" "$@"
}

# expect STATUS NAME [TEXT…]: the last answer had this status and holds each of these texts.
expect() {
    wanted=$1 name=$2
    shift 2
    [ "$status" = "$wanted" ] || fail "$name: expected status $wanted, found $status: $answer"
    for text in "$@"; do
        printf '%s' "$answer" | grep -qF -- "$text" || fail "$name: expected $text in the answer, found: $answer"
    done
    passed=$((passed + 1))
    printf 'ok %s\n' "$name"
}

# member NAME: the text of that member of the last answer.
member() {
    printf '%s' "$answer" | sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p"
}

# pay ORDER AMOUNT [CARD]: a buyer pays in the window; the paymentKey is left in $key.
pay() {
    call POST /sandbox/payments "{\"orderId\":\"$1\",\"amount\":$2,\"cardNumber\":\"${3-4242424242424242}\"}"
    key=$(member paymentKey)
    [ -n "$key" ] || fail "the buyer of $1: expected a paymentKey, found: $answer"
}

confirmation() { printf '{"paymentKey":"%s","orderId":"%s","amount":%s}' "$key" "$1" "$2"; }

# With --port 0 the program takes a free port and says which one in its first line.
"$tossbox" serve --port 0 --quiet >"$work/ready" 2>"$work/log" &
server=$!
tries=0
until grep -q '"ready":true' "$work/ready"; do
    tries=$((tries + 1))
    [ $tries -lt 100 ] || fail "the server: expected a ready line, found: $(cat "$work/ready" "$work/log")"
    kill -0 "$server" 2>/dev/null || fail "the server ended: $(cat "$work/log")"
    sleep 0.1
done
url=$(sed -n 's/.*"url":"\([^"]*\)".*/\1/p' "$work/ready")

# Anybody may ask whether it is there.
call GET /sandbox/health
expect 200 'the sandbox is healthy' '"status":"ok"'

# A buyer goes through the payment window without a browser; the payment then waits for the shop.
pay order-smoke-1 15000
expect 201 'a buyer pays' '"status":"IN_PROGRESS"'

# The shop's server confirms what the buyer approved, and the money is taken.
toss POST /v1/payments/confirm "$(confirmation order-smoke-1 15000)" -H 'Idempotency-Key: smoke-1'
expect 200 'the shop confirms' '"status":"DONE"' '"totalAmount":15000' '"vat":1364'
confirmed=$answer

# Asking again with the same idempotency key gives the same answer to the byte, and charges nothing.
toss POST /v1/payments/confirm "$(confirmation order-smoke-1 15000)" -H 'Idempotency-Key: smoke-1'
expect 200 'the same idempotency key answers' '"status":"DONE"'
[ "$answer" = "$confirmed" ] || fail "the replay: expected $confirmed, found $answer"

# Without the key a second confirm is told that the payment is through.
toss POST /v1/payments/confirm "$(confirmation order-smoke-1 15000)"
expect 400 'a second confirm is refused' '"code":"ALREADY_PROCESSED_PAYMENT"'

# A payment is found by its paymentKey.
toss GET "/v1/payments/$key"
expect 200 'it is found by paymentKey' '"orderId":"order-smoke-1"'

# It is found by the shop's own order number, too.
toss GET /v1/payments/orders/order-smoke-1
expect 200 'it is found by orderId' "\"paymentKey\":\"$key\""

# Part of the money goes back.
toss POST "/v1/payments/$key/cancel" '{"cancelReason":"one item returned","cancelAmount":5000}'
expect 200 'a part is cancelled' '"status":"PARTIAL_CANCELED"' '"balanceAmount":10000'

# A payment of its own goes back whole: no cancelAmount means all that is left.
pay order-smoke-2 22000
toss POST /v1/payments/confirm "$(confirmation order-smoke-2 22000)"
toss POST "/v1/payments/$key/cancel" '{"cancelReason":"changed my mind"}'
expect 200 'all of it is cancelled' '"status":"CANCELED"' '"balanceAmount":0'

# A test card decides the outcome; this one is refused when the shop confirms.
pay order-smoke-3 15000 4000000000000002
toss POST /v1/payments/confirm "$(confirmation order-smoke-3 15000)"
expect 403 'a card is refused' '"code":"REJECT_CARD_COMPANY"'

# Any documented error can be forced by a header, as at Toss itself.
pay order-smoke-4 15000
toss POST /v1/payments/confirm "$(confirmation order-smoke-4 15000)" -H 'TossPayments-Test-Code: EXCEED_MAX_AMOUNT'
expect 400 'an error is forced by header' '"code":"EXCEED_MAX_AMOUNT"'

# A scenario says how a sandbox behaves; with a seed or a clock in it, the sandbox starts over.
call PUT /sandbox/scenario '{
    "name": "smoke", "description": "The first confirm meets a server error, the next goes through.", "seed": 7,
    "clock": { "mode": "manual", "start": "2026-01-05T09:00:00+09:00" },
    "rules": [
        { "name": "one error", "on": "payments.confirm", "attempts": [1], "then": { "status": 500 } }
    ]
}'
expect 200 'a scenario is loaded' '"name":"smoke"'

# Its rule answers the first confirm, and nothing is charged.
pay order-smoke-5 15000
toss POST /v1/payments/confirm "$(confirmation order-smoke-5 15000)"
expect 500 'its rule fires once'

# The second confirm goes through, at the time that the scenario set.
toss POST /v1/payments/confirm "$(confirmation order-smoke-5 15000)"
expect 200 'and lets the next call through' '"approvedAt":"2026-01-05T09:00:00+09:00"'

# A mistake in a scenario is pointed out, and nothing is loaded.
call PUT /sandbox/scenario '{"name":"x","description":"y","cards":{"4242424242424242":{"refuse":"REJECT_CARD_COMPANI"}}}'
expect 400 'a wrong scenario is refused' 'did you mean REJECT_CARD_COMPANY?'

# A manual clock moves when it is told to; what is due on the way happens, here the end of a payment's ten minutes.
pay order-smoke-6 15000
call POST /sandbox/clock/advance '{"by":"PT11M"}'
expect 200 'the clock is moved' '"now":"2026-01-05T09:11:00' '"kind":"expiry"'

# So the shop is too late.
toss POST /v1/payments/confirm "$(confirmation order-smoke-6 15000)"
expect 404 'a late confirm finds no session' '"code":"NOT_FOUND_PAYMENT_SESSION"'

# A customer registers a card for automatic payments; the browser would bring this authKey to the shop.
call POST /sandbox/billing-authorizations '{"customerKey":"customer-1"}'
expect 201 'a customer registers a card' '"customerKey":"customer-1"'

# The shop trades the authKey for a billingKey.
toss POST /v1/billing/authorizations/issue "{\"authKey\":\"$(member authKey)\",\"customerKey\":\"customer-1\"}"
expect 200 'a billing key is issued' '"billingKey":'
billing=$(member billingKey)

# With it the shop charges whenever a payment is due.
toss POST "/v1/billing/$billing" '{"customerKey":"customer-1","orderId":"order-smoke-7","orderName":"January","amount":9900}'
expect 200 'the billing key is charged' '"type":"BILLING"' '"status":"DONE"'

# When the customer leaves, the key is deleted.
toss DELETE "/v1/billing/$billing"
expect 200 'the billing key is deleted'

# And cannot be charged any more.
toss POST "/v1/billing/$billing" '{"customerKey":"customer-1","orderId":"order-smoke-8","orderName":"February","amount":9900}'
expect 400 'a deleted billing key is refused' '"code":"ALREADY_REMOVED_BILLING_KEY"'

# A webhook can be sent at any time; with nobody to send it to, the answer says so.
call POST /sandbox/webhooks/emit '{"eventType":"PAYMENT_STATUS_CHANGED","orderId":"order-smoke-5"}'
expect 200 'a webhook to nowhere warns' '"deliveries":[]' 'No endpoint takes PAYMENT_STATUS_CHANGED'

# Settling waits until nothing is under way, so a test need not sleep.
call POST /sandbox/settle '{"timeout":"PT5S"}'
expect 200 'the sandbox is quiet' '"quiet":true'

# Every call that came is in the log, with its answer.
call GET '/sandbox/requests?orderId=order-smoke-5'
expect 200 'the log has every call' '"rule":"one error"' '"status":500'

# What must be true can be asserted; what is not is told with what comes near.
call POST /sandbox/verify '{"payments":[{"orderId":"order-smoke-5","charges":{"atMost":1}}],"unfiredRules":"fail"}'
expect 200 'what came of it holds' '"passed":true'
call POST /sandbox/verify '{"payments":[{"orderId":"order-smoke-55","status":"DONE"}]}'
expect 200 'what does not hold names what is near' '"passed":false' '1 letter differs'

# A state can be kept, and come back to: the clock goes back as well.
call POST /sandbox/snapshots '{"name":"here"}'
expect 201 'a snapshot is taken' '"name":"here"'
call POST /sandbox/payments '{"orderId":"order-smoke-9","amount":1000}'
expect 201 'a buyer pays whom nobody will remember' '"status":"IN_PROGRESS"'
call POST /sandbox/snapshots/here/restore
expect 200 'the snapshot is restored' '"name":"here"'
call GET '/sandbox/payments?orderId=order-smoke-9'
expect 200 'and the payment was never made' '"items":[]'

# An answer can be cut in half after the money has moved.
call PUT /sandbox/scenario '{"name":"cut","description":"Half an answer.","rules":[
  {"on":"payments.confirm","times":1,"then":{"fault":"truncate","phase":"after-commit"}}],
  "webhooks":{"endpoints":[{"url":"collect:"}],
    "rules":[{"on":"PAYMENT_STATUS_CHANGED","when":{"status":"DONE"},"then":{"hold":true}}]}}'
expect 200 'a scenario cuts an answer and holds a webhook' '"name":"cut"'
call POST /sandbox/payments '{"orderId":"order-smoke-10","amount":1000}'
expect 201 'a buyer pays' '"status":"IN_PROGRESS"'
if curl -s -m 20 -o "$work/half" "$url/v1/payments/confirm" -u "$secret:" -H 'Content-Type: application/json' \
    -d "{\"paymentKey\":\"$(member paymentKey)\",\"orderId\":\"order-smoke-10\",\"amount\":1000}"; then
    fail 'a cut answer: curl took it for a whole one'
fi
toss GET /v1/payments/orders/order-smoke-10
expect 200 'the money has moved all the same' '"status":"DONE"'

# What is held is there to be looked at, and goes when it is told to; collect: needs nobody to receive it.
call GET '/sandbox/webhooks/deliveries?orderId=order-smoke-10'
expect 200 'its webhook is held' '"state":"held"'
call POST /sandbox/webhooks/release
expect 200 'and released' '"state":"succeeded"'

# The whole run is one document, which runs again without a network and gives the same bytes.
curl -s -m 20 -o "$work/bundle" "$url/sandbox/bundle"
call POST /sandbox/replay "" --data-binary "@$work/bundle"
expect 200 'the run comes out the same when it is run again' '"identical":true'

# Without a valid key there is no answer but Toss's own refusal.
call GET /v1/payments/orders/order-smoke-5 '' -u 'live_sk_real:'
expect 401 'a live key is refused' '"code":"UNAUTHORIZED_KEY"'

printf '%s passed, 0 failed\n' "$passed"
