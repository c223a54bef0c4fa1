#!/bin/sh
# Starts the sandbox and the merchant pointed at it, says what to try, and stops both on Ctrl-C.
# Usage: run.sh TOSSBOX MERCHANT PORT MERCHANT_PORT DATABASE [OPTION OF tossbox serve…]
set -eu

tossbox=$1 merchant=$2 port=$3 shop_port=$4 database=$5
shift 5
sandbox_url=http://127.0.0.1:$port
shop_url=http://127.0.0.1:$shop_port
folder=$(mktemp -d)
sandbox_pid= shop_pid=

stop() {
    trap - INT TERM EXIT
    kill $shop_pid $sandbox_pid 2>/dev/null || :
    wait
    rm -rf "$folder"
}
trap 'stop; exit 0' INT TERM
trap stop EXIT

# Waits until the program with this process id has written its ready line.
ready() {
    until [ -s "$1" ]; do
        kill -0 "$2" 2>/dev/null || exit 1
        sleep 0.05
    done
}

"$tossbox" serve --quiet --port "$port" --webhook "$shop_url/api/payments/webhook" "$@" > "$folder/sandbox" &
sandbox_pid=$!
ready "$folder/sandbox" "$sandbox_pid"

TOSS_API_BASE_URL=$sandbox_url "$merchant" serve --mode development --quiet --port "$shop_port" \
    --database "$database" > "$folder/shop" 2> "$folder/log" &
shop_pid=$!
ready "$folder/shop" "$shop_pid" || { cat "$folder/log" >&2; exit 1; }

cat <<EOF

  sandbox   $sandbox_url    the Toss API under /v1, the control API under /sandbox
  merchant  $shop_url    a shop's backend that pays there; its data is in $database

  client key  test_ck_D5GePWvyJnrK0W0k6q8gLzN97Eoq
  secret key  test_sk_zXLkKEypNArWmo50nX3lmeaxYG5R    any test_ck_NAME and test_sk_NAME are a pair as well

A guest orders at the shop (note order_id and amount in the answer):

  curl -s $shop_url/api/payment/prepare -H 'Content-Type: application/json' -d '{"prompt_id":"1"}'

pays in the window (note the paymentKey):

  curl -s $sandbox_url/sandbox/payments -d '{"orderId":"ORDER_ID","amount":50000}'

and the shop confirms it with the sandbox:

  curl -s $shop_url/api/payment/confirm -H 'Content-Type: application/json' \\
    -d '{"paymentKey":"PAYMENT_KEY","orderId":"ORDER_ID","amount":50000}'

What the sandbox saw: curl -s $sandbox_url/sandbox/requests
Stories as tests: $tossbox run scenarios, or with the shop: $tossbox run scenarios --shop '$merchant serve --mode development --quiet --clock "\$TOSSBOX_URL"'
Without the shop: $tossbox serve. Card 4000000000000002 is refused, the README lists more.
Ctrl-C stops both.
EOF
wait
