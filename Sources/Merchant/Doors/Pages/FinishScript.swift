/// What runs in the pages that finish a payment.
///
/// It asks until the outcome is known. Every question is the same one, about the same payment key, so that asking again
/// never pays again; while the outcome is open nothing on the page leads back to paying.
let finishScript = #"""
    "use strict";
    (() => {
      const korean = document.documentElement.lang !== "en";
      const say = (ko, en) => korean ? ko : en;
      const title = document.querySelector("h1");
      const result = document.getElementById("result");
      const more = document.getElementById("more");
      const isCard = result.dataset.call.startsWith("/api/billing/");
      const query = new URLSearchParams(location.search);
      const fields = {};
      for (const name of result.dataset.fields.split(" ")) fields[name] = query.get(name);
      const patience = 30 * 60 * 1000, longestWait = 60 * 1000, longestCall = 90 * 1000;
      const askAgain = new Set([202, 408, 425, 429]);
      let begun = Date.now(), wait = 2000, isOpen = true;

      window.addEventListener("beforeunload", (event) => { if (isOpen) event.preventDefault(); });

      function show(text, ...rest) {
        result.textContent = text;
        more.replaceChildren(...rest);
      }

      function headline(text) {
        title.textContent = text;
        document.title = text;
      }

      function link(address, text) {
        const anchor = document.createElement("a");
        anchor.href = address;
        anchor.textContent = text;
        return anchor;
      }

      function end(head, text, ...rest) {
        isOpen = false;
        headline(head);
        show(text, ...rest);
      }

      function later(why, seconds) {
        if (Date.now() - begun >= patience) return giveUp();
        const pause = Math.min(Math.max(wait, (seconds || 0) * 1000), longestWait);
        wait = Math.min(wait * 2, longestWait);
        show(why, say(
          "확인될 때까지 자동으로 다시 확인합니다. 다시 결제하지 마시고 이 창을 열어 두세요.",
          "It is looked at again by itself. Do not pay again, and leave this window open."
        ));
        setTimeout(ask, pause);
      }

      function giveUp() {
        isOpen = false;
        headline(say("아직 확인되지 않았습니다", "The outcome is not known yet"));
        const button = document.createElement("button");
        button.textContent = say("다시 확인하기", "Look again");
        button.addEventListener("click", () => {
          begun = Date.now();
          wait = 2000;
          isOpen = true;
          show(say("확인하고 있습니다 …", "Looking …"));
          ask();
        });
        show(say(
          "30분 동안 결과를 확인하지 못했습니다. 다시 결제하지 마세요. 결제되었다면 곧 구매 내역에 나타나고, "
            + "되지 않았다면 청구되지 않습니다. 잠시 뒤 이 페이지를 다시 열거나, 주문번호를 가지고 고객센터로 문의해 주세요.",
          "For 30 minutes the outcome could not be found out. Do not pay again. If it went through it will be among your "
            + "purchases soon, and if not nothing is charged. Open this page again later, or write to us with the order number."
        ), button);
      }

      function done(body) {
        if (isCard) {
          return end(say("카드가 등록되었습니다", "Your card is registered"),
            say("구독이 시작되었습니다.", "The subscription has begun."));
        }
        const rest = body.access_url
          ? [link(body.access_url, say("구매 내역 보기 (이 주소를 보관하세요)", "See your purchase (keep this address)"))]
          : [];
        switch (body.status) {
          case "completed":
            return end(say("결제가 완료되었습니다", "Thank you, it is paid"),
              say("결제가 완료되었습니다.", "The payment went through."), ...rest);
          case "pending":
            return end(say("입금을 기다리고 있습니다", "Waiting for your deposit"),
              say("안내된 계좌로 입금하시면 결제가 완료됩니다.", "It is paid once your money has arrived in the account you were given."),
              ...rest);
          case "refunded":
          case "partially_refunded":
            return end(say("환불된 결제입니다", "This payment was given back"),
              say("이 결제는 환불되었습니다.", "Some or all of it was refunded."), ...rest);
          default:
            return later(say("결과를 확인하고 있습니다.", "The outcome is being found out."));
        }
      }

      function refused(status, body) {
        const code = body.tossCode || body.code || String(status);
        const reason = [body.error, "(" + code + ")"].filter(Boolean).join(" ");
        if (status === 401) {
          return end(say("로그인이 필요합니다", "Please sign in"), say(
            "로그인한 뒤 이 페이지를 새로 고침해 주세요. 아직 결제되지 않았으며, 다시 결제하지 않아도 됩니다.",
            "Sign in, then load this page again. You need not pay again."
          ));
        }
        if (status === 409) {
          return end(say("이미 처리된 주문입니다", "This order was dealt with already"), say(
            "이 주문은 다른 결제로 처리되었거나 처리되고 있습니다. 다시 결제하지 마세요.",
            "This order was paid, or is being paid, by another payment. Do not pay again."
          ), reason);
        }
        if (status === 402) {
          return end(say("결제가 거절되었습니다", "The payment was refused"),
            say("청구된 금액은 없습니다. 다른 결제 수단으로 다시 주문할 수 있습니다.",
              "Nothing was charged. You can order again and pay another way."), reason);
        }
        end(say("결제를 확인할 수 없습니다", "The payment cannot be confirmed"),
          say("주문번호를 가지고 고객센터로 문의해 주세요.", "Write to us with the order number."), reason);
      }

      async function ask() {
        const headers = {"Content-Type": "application/json"};
        let token = null;
        try { token = localStorage.getItem("token"); } catch { /* a browser that keeps nothing */ }
        if (token) headers.Authorization = "Bearer " + token;
        const abort = new AbortController();
        const timer = setTimeout(() => abort.abort(), longestCall);
        let answer, body;
        try {
          answer = await fetch(result.dataset.call, {
            method: "POST", headers, body: JSON.stringify(fields), signal: abort.signal
          });
          body = await answer.json();
          if (body === null || typeof body !== "object") throw new TypeError("no object");
        } catch {
          return later(say("상점과 연결이 원활하지 않습니다.", "The shop cannot be reached right now."));
        } finally {
          clearTimeout(timer);
        }
        const seconds = Number(answer.headers.get("Retry-After")) || 0;
        if (answer.status === 202) {
          return later(say("결제가 이루어졌는지 확인하고 있습니다.", "It is being found out whether the payment went through."), seconds);
        }
        if (askAgain.has(answer.status) || answer.status >= 500) {
          return later(say("지금은 상점이 바쁩니다.", "The shop is busy right now."), seconds);
        }
        if (answer.ok) return done(body);
        refused(answer.status, body);
      }

      ask();
    })();

    """#
