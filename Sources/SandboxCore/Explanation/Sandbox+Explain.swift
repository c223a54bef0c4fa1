import Masking
package import Scenarios
package import TossAPI

extension Sandbox {
    /// Says what would become of a call now; nothing is counted and nothing changes.
    ///
    /// What the description lacks comes from the payment or the billing key it names, as for a real call; a scenario in
    /// it is asked in a sandbox that has just been opened, where there are none.
    package func explain(_ description: CallDescription, at wall: Instant) -> Explanation {
        guard let scenario = description.scenario else {
            return explain(filled(description.facts), at: clock.now(at: wall))
        }
        let fresh = Sandbox(name: name, scenario: scenario, limits: limits, apis: apis, openedAt: wall)
        return fresh.explain(description.facts, at: fresh.clock.now(at: wall))
    }

    private func explain(_ call: CallFacts, at now: Instant) -> Explanation {
        let reasons = scenario.reasons(for: call, at: now, records: counters)
        let winner = reasons.firstIndex(where: \.fires)
        return Explanation(
            fires: winner.map { reasons[$0].name },
            does: winner.map { CardMask.masked(scenario.rules[$0].action.words) },
            card: cardReason(for: call, at: now),
            rules: reasons,
            call: call.known
        )
    }

    private func cardReason(for call: CallFacts, at now: Instant) -> Explanation.CardReason? {
        guard let number = call.card.map(CardTable.normalized) else { return nil }
        let uses = apis.apis.lazy.compactMap { $0.cardUse(of: call, in: self) }
        guard let (use, attempt) = uses.first else { return nil }
        let verdict = scenario.cards.decide(number, for: use, attempt: attempt, at: now)
        return Explanation.CardReason(maskedNumber: maskCardNumber(number), attempt: attempt, verdict: verdict)
    }

    /// The facts with what the object says that they name; what was said itself stays.
    private func filled(_ given: CallFacts) -> CallFacts {
        var facts = given
        for api in apis.apis { api.complete(&facts, in: self) }
        facts.card = given.card ?? facts.card
        facts.method = given.method ?? facts.method
        facts.status = given.status ?? facts.status
        return facts
    }
}

extension CallFacts {
    /// Everything that is known of the call but its headers.
    fileprivate var known: [Explanation.Fact] {
        let texts = RuleConditions.Field.allCases.compactMap { field in
            value(of: field).map { value in
                Explanation.Fact(name: field.rawValue, value: field == .card ? maskCardNumber(value) : value)
            }
        }
        return texts + (amount.map { [Explanation.Fact(name: "amount", value: "\($0)")] } ?? [])
    }
}
