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
            let answer = commitWhole(staged, work, in: &stage, at: now)
            guard case .object(let body) = answer else { return nil }
            sandbox.identifiers.skipKeys(givenOutBy: stage.identifiers)
            // The stage knows none of the keys that were given out here.
            if claim(stage.life.issued, work, in: &sandbox) { return .phantom(body) }
        }
    }
}

extension Sandbox {
    /// A sandbox that looks like this one, mints the same ids next, and holds nothing.
    fileprivate func stage(at now: Instant) -> Sandbox {
        var stage = Sandbox(name: name, limits: limits, apis: apis, openedAt: now)
        stage.script.scenario = scenario
        stage.identifiers = identifiers
        return stage
    }
}
