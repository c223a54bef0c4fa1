import TossAPI

/// Changes that nobody keeps, for the sake of their answer.
extension Sandbox {
    /// Answers as if the decision had been carried out; the keys that the answer shows are used up all the same.
    ///
    /// What is refused is refused truly. The change is made on a stage that holds nothing but what it is about: a copy
    /// of the sandbox would be one of all its payments.
    mutating func pretend(_ decision: Decision, of work: Work, at now: Instant) -> Answer {
        guard case .change(let change) = decision else { return commit(decision, of: work, at: now) }
        while true {
            var stage = stage(at: now)
            guard let staged = stage.take(change, from: self) else { return commit(decision, of: work, at: now) }
            let paymentCount = stage.payments.count
            guard case .object(let body) = stage.commit(.change(staged), of: work, at: now) else {
                return commit(decision, of: work, at: now)
            }
            identifiers.skipKeys(givenOutBy: stage.identifiers)
            guard stage.payments.count > paymentCount else { return .phantom(body) }
            let key = stage.payments[paymentCount].paymentKey
            // The stage knows none of the keys that were given out here.
            guard !payments.knows(key), life.phantomKeys.insert(key).inserted else { continue }
            requests.update(work.id) { $0.paymentKey = MaskedText(name: key) }
            return .phantom(body)
        }
    }

    /// A sandbox that looks like this one, mints the same ids next, and holds nothing.
    private func stage(at now: Instant) -> Sandbox {
        var stage = Sandbox(name: name, limits: limits, openedAt: now)
        stage.script.scenario = scenario
        stage.identifiers = identifiers
        return stage
    }

    /// Takes in what a change is about, and says the same change of it; nil when it is none to pretend.
    private mutating func take(_ change: Change, from original: Sandbox) -> Change? {
        switch change {
        case .approve(let place): return .approve(payments.add(original.payments[place]))
        case .cancel(let place, let terms): return .cancel(payments.add(original.payments[place]), terms)
        case .issue(let terms):
            switch terms.source {
            case .authorization(let key):
                if let authorization = original.billing.authorizations[key] { billing.add(authorization) }
                return change
            case .payment(let place):
                let staged = payments.add(original.payments[place])
                return .issue(
                    IssueTerms(
                        source: .payment(staged),
                        merchant: terms.merchant,
                        customerKey: terms.customerKey,
                        card: terms.card
                    )
                )
            case .card: return change
            }
        case .charge(let place, let charge):
            billing.add(original.billing[place])
            return .charge(0, charge)
        case .deleteBillingKey(let place):
            billing.add(original.billing[place])
            return .deleteBillingKey(0)
        case .decline, .turnAway, .declineCharge: return nil
        }
    }
}
