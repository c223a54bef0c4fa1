import Masking
import TossAPI

/// Changes that nobody keeps, for the sake of their answer.
extension APICall {
    /// Answers as if the change had been made; the keys that the answer shows are used up all the same.
    ///
    /// Nil when there is nothing to pretend: what is refused is refused truly. The change is made on a stage that holds
    /// nothing but what it is about, as a copy of the sandbox would be one of all its payments.
    func pretend(_ change: Change, _ work: Work, in sandbox: inout Sandbox, at now: Instant) -> Answer? {
        while true {
            var stage = sandbox.stage(at: now)
            guard let staged = self.stage(change, from: sandbox, on: &stage) else { return nil }
            let paymentCount = stage.payments.count
            guard case .object(let body) = commitWhole(staged, work, in: &stage, at: now) else { return nil }
            sandbox.identifiers.skipKeys(givenOutBy: stage.identifiers)
            guard stage.payments.count > paymentCount else { return .phantom(body) }
            let key = stage.payments[paymentCount].paymentKey
            // The stage knows none of the keys that were given out here.
            guard !sandbox.payments.knows(key), sandbox.life.phantomKeys.insert(key).inserted else { continue }
            sandbox.requests.update(work.id) { $0.paymentKey = MaskedText(name: key) }
            return .phantom(body)
        }
    }
}

extension Sandbox {
    /// A sandbox that looks like this one, mints the same ids next, and holds nothing.
    fileprivate func stage(at now: Instant) -> Sandbox {
        var stage = Sandbox(name: name, limits: limits, openedAt: now)
        stage.script.scenario = scenario
        stage.identifiers = identifiers
        return stage
    }
}
