package import JSON

/// Every command there is, by the word that a journal has for it.
package enum CommandList {
    package static let all: [any SandboxCommand.Type] = [
        ServeCall.self, ResumeCall.self, DeliveryOutcome.self, AlarmOutcome.self, Tick.self,
        BuyerVisit.self, CardRegistration.self, FinishVisit.self, ExpirePayment.self,
        ClockChange.self, StepClock.self, SetAlarm.self, RemoveAlarm.self,
        LoadScenario.self, ResetSandbox.self, AddEndpoint.self, RemoveEndpoint.self,
        Emission.self, ResendDelivery.self, ReleaseDeliveries.self, DropDelivery.self, Inheritance.self,
        TakeSnapshot.self, RestoreSnapshot.self, RemoveSnapshot.self, TrimLogs.self, Recover.self,
    ]

    private static let byWord = Dictionary(all.map { ($0.word, $0) }) { first, _ in first }

    /// Reads what `SandboxCommand.writeWhole` wrote.
    package static func read(
        _ node: JSONNode,
        at path: String = "",
        apis: APIList = .toss
    ) throws(JournalError) -> any SandboxCommand {
        let members = try JournalObject(node, at: path, apis: apis)
        let word = try members.text("kind")
        guard let type = byWord[word] else {
            throw JournalError(path: members.place("kind"), "\"\(word.prefix(60))\" is not known here.")
        }
        return try type.init(journal: members)
    }
}
