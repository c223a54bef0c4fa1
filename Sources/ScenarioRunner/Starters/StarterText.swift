/// What stands below the name in a starter scenario.
enum StarterText {
    static let payment = #"""
          "description": "A payment goes through. Another card is refused when the shop confirms, and nothing is charged.",
          "steps": [
            { "comment": "A buyer pays in the window; the payment waits for the shop to confirm it." },
            {
              "buyer": { "orderId": "order-0001", "amount": 15000, "card": "4242 4242 4242 4242" },
              "save": { "key": "$.paymentKey" }
            },
            { "comment": "This is what your shop does. With --shop or --set MERCHANT_URL=… call it here instead." },
            {
              "http": {
                "method": "POST",
                "url": "${TOSSBOX_URL}/v1/payments/confirm",
                "headers": { "Authorization": "Basic ${TOSS_BASIC}", "Idempotency-Key": "confirm-0001" },
                "json": { "paymentKey": "${key}", "orderId": "order-0001", "amount": 15000 }
              },
              "expect": { "status": 200, "json": { "status": "DONE", "totalAmount": 15000 } }
            },
            {
              "buyer": { "orderId": "order-0002", "amount": 15000, "card": "4000 0000 0000 0002" },
              "save": { "refused": "$.paymentKey" }
            },
            {
              "http": {
                "method": "POST",
                "url": "${TOSSBOX_URL}/v1/payments/confirm",
                "headers": { "Authorization": "Basic ${TOSS_BASIC}", "Idempotency-Key": "confirm-0002" },
                "json": { "paymentKey": "${refused}", "orderId": "order-0002", "amount": 15000 }
              },
              "expect": { "status": 403, "json": { "code": "REJECT_CARD_COMPANY" } }
            },
            {
              "verify": {
                "payments": [
                  { "orderId": "order-0001", "status": "DONE", "charges": 1 },
                  { "orderId": "order-0002", "status": "ABORTED", "charges": 0 }
                ]
              }
            }
          ]
        """#

    static let billing = #"""
          "description": "A subscription is charged once. A month later its card has no money left; the order is not charged.",
          "clock": { "mode": "manual", "start": "2026-01-05T09:00:00+09:00" },
          "cards": {
            "4000 0000 0000 9979": { "issue": "approve", "charge": { "attempts": ["approve", { "refuse": "REJECT_CARD_PAYMENT" }] } }
          },
          "steps": [
            {
              "billingAuthorization": { "customerKey": "customer-0001", "card": "4000 0000 0000 9979" },
              "save": { "authKey": "$.authKey" }
            },
            {
              "http": {
                "method": "POST",
                "url": "${TOSSBOX_URL}/v1/billing/authorizations/issue",
                "headers": { "Authorization": "Basic ${TOSS_BASIC}" },
                "json": { "authKey": "${authKey}", "customerKey": "customer-0001" }
              },
              "expect": { "status": 200 },
              "save": { "billingKey": "$.billingKey" }
            },
            {
              "http": {
                "method": "POST",
                "url": "${TOSSBOX_URL}/v1/billing/${billingKey}",
                "headers": { "Authorization": "Basic ${TOSS_BASIC}" },
                "json": { "customerKey": "customer-0001", "orderId": "plan-2026-01", "orderName": "Plan", "amount": 9900 }
              },
              "expect": { "status": 200, "json": { "status": "DONE" } }
            },
            { "advance": "P1M", "comment": "A month in no time; the shop's own jobs can move along (see clock/alarms)." },
            {
              "http": {
                "method": "POST",
                "url": "${TOSSBOX_URL}/v1/billing/${billingKey}",
                "headers": { "Authorization": "Basic ${TOSS_BASIC}" },
                "json": { "customerKey": "customer-0001", "orderId": "plan-2026-02", "orderName": "Plan", "amount": 9900 }
              },
              "expect": { "status": 403, "json": { "code": "REJECT_CARD_PAYMENT" } }
            },
            { "verify": { "payments": [{ "orderId": "plan-2026-01", "status": "DONE", "charges": 1 }] } }
          ]
        """#

    static let webhook = #"""
          "description": "Nobody answers at the webhook's address: the delivery is tried again after a minute, then given up.",
          "clock": { "mode": "manual", "start": "2026-01-05T09:00:00+09:00" },
          "webhooks": {
            "endpoints": [{ "url": "http://127.0.0.1:9/webhook", "events": ["PAYMENT_STATUS_CHANGED"] }],
            "retries": ["PT1M"]
          },
          "steps": [
            { "comment": "With --shop the endpoint is ${MERCHANT_URL} and the path of your shop's webhooks." },
            {
              "buyer": { "orderId": "order-0001", "amount": 15000 },
              "save": { "key": "$.paymentKey" }
            },
            {
              "http": {
                "method": "POST",
                "url": "${TOSSBOX_URL}/v1/payments/confirm",
                "headers": { "Authorization": "Basic ${TOSS_BASIC}" },
                "json": { "paymentKey": "${key}", "orderId": "order-0001", "amount": 15000 }
              },
              "expect": { "status": 200 }
            },
            { "settle": "PT5S", "comment": "Until the first attempt has ended." },
            {
              "control": { "method": "GET", "path": "/sandbox/webhooks/deliveries?orderId=order-0001" },
              "expect": { "json": { "items": [{ "eventType": "PAYMENT_STATUS_CHANGED", "state": "pending" }] } }
            },
            { "advance": "PT1M" },
            { "settle": "PT5S" },
            {
              "control": { "method": "GET", "path": "/sandbox/webhooks/deliveries?orderId=order-0001" },
              "expect": { "json": { "items": [{ "state": "failed" }] } }
            }
          ]
        """#

    static let fault = #"""
          "description": "The money is taken, but the answer never arrives. Asking again with the same key charges nobody twice.",
          "rules": [
            {
              "name": "lost answer",
              "on": "payments.confirm",
              "when": { "orderId": "order-*" },
              "attempts": [1],
              "then": { "fault": "reset", "phase": "after-commit" }
            }
          ],
          "steps": [
            {
              "buyer": { "orderId": "order-0001", "amount": 15000 },
              "save": { "key": "$.paymentKey" }
            },
            {
              "http": {
                "method": "POST",
                "url": "${TOSSBOX_URL}/v1/payments/confirm",
                "headers": { "Authorization": "Basic ${TOSS_BASIC}", "Idempotency-Key": "confirm-0001" },
                "json": { "paymentKey": "${key}", "orderId": "order-0001", "amount": 15000 }
              },
              "expect": { "noAnswer": true }
            },
            { "comment": "The same idempotency key gets the answer that was lost." },
            {
              "http": {
                "method": "POST",
                "url": "${TOSSBOX_URL}/v1/payments/confirm",
                "headers": { "Authorization": "Basic ${TOSS_BASIC}", "Idempotency-Key": "confirm-0001" },
                "json": { "paymentKey": "${key}", "orderId": "order-0001", "amount": 15000 }
              },
              "expect": { "status": 200, "json": { "status": "DONE" } }
            },
            { "verify": { "payments": [{ "orderId": "order-0001", "status": "DONE", "charges": 1 }] } }
          ]
        """#

    static let time = #"""
          "description": "The shop confirms eleven minutes after the buyer paid. That is too late: the payment has expired.",
          "clock": { "mode": "manual", "start": "2026-01-05T09:00:00+09:00" },
          "steps": [
            {
              "buyer": { "orderId": "order-0001", "amount": 15000 },
              "save": { "key": "$.paymentKey" }
            },
            { "advance": "PT11M", "comment": "No test waits for eleven minutes: the sandbox's clock is moved." },
            {
              "http": {
                "method": "POST",
                "url": "${TOSSBOX_URL}/v1/payments/confirm",
                "headers": { "Authorization": "Basic ${TOSS_BASIC}" },
                "json": { "paymentKey": "${key}", "orderId": "order-0001", "amount": 15000 }
              },
              "expect": { "status": 404, "json": { "code": "NOT_FOUND_PAYMENT_SESSION" } }
            },
            { "verify": { "payments": [{ "orderId": "order-0001", "status": "EXPIRED", "charges": 0 }] } }
          ]
        """#
}
