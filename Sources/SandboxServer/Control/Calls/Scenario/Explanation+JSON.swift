package import JSON
package import SandboxCore
import Scenarios
internal import TossAPI

extension Explanation {
    /// The explanation as it is answered and as the command line prints it.
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("fires", fires)
            json.member("does", does)
            json.member(
                "call",
                object: { json in
                    for fact in call {
                        json.name(dynamic: fact.name)
                        if fact.name == "amount", let amount = Int64(fact.value) {
                            json.integer(amount)
                        } else {
                            json.string(fact.value)
                        }
                    }
                }
            )
            json.name("card")
            if let card { card.write(to: &json) } else { json.null() }
            json.member(
                "rules",
                array: { json in
                    for rule in rules {
                        json.object { json in
                            json.member("name", rule.name)
                            json.member("fires", rule.fires)
                            json.member("matches", rule.matches)
                            json.member("why", rule.why)
                        }
                    }
                }
            )
        }
    }
}

extension Explanation.CardReason {
    fileprivate func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("number", maskedNumber)
            json.member("attempt", attempt)
            switch verdict {
            case .approve:
                json.member("says", "approve")
                json.memberNull("code")
            case .refuse(let code):
                json.member("says", "refuse")
                json.member("code", code.rawValue)
            }
        }
    }
}
