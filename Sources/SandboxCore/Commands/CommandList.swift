package import JournalCodec
package import JSON

/// Every command there is, by the word that a journal has for it.
package enum CommandList {
    /// Those of the engine.
    package static let common: [any SandboxCommand.Type] = [
        ServeCall.self, ResumeCall.self, DeliveryOutcome.self, AlarmOutcome.self, Tick.self,
        ClockChange.self, StepClock.self, SetAlarm.self, RemoveAlarm.self,
        LoadScenario.self, ResetSandbox.self, AddEndpoint.self, RemoveEndpoint.self,
        ResendDelivery.self, ReleaseDeliveries.self, DropDelivery.self,
        TakeSnapshot.self, RestoreSnapshot.self, RemoveSnapshot.self, TrimLogs.self, Recover.self,
    ]

    private static let commonByWord = Dictionary(common.map { ($0.word, $0) }) { first, _ in first }

    private static func command(_ word: String, of apis: APIList) -> (any SandboxCommand.Type)? {
        if let found = commonByWord[word] { return found }
        for api in apis.apis {
            if let found = api.commands.first(where: { $0.word == word }) { return found }
        }
        return nil
    }

    /// Reads what `SandboxCommand.writeWhole` wrote.
    package static func read(
        _ node: JSONNode,
        at path: String = "",
        apis: APIList
    ) throws(JournalError) -> any SandboxCommand {
        let members = try JournalObject(node, at: path, apis)
        let word = try members.text("kind")
        guard let type = command(word, of: apis) else {
            throw JournalError(path: members.place("kind"), "\"\(word.prefix(60))\" is not known here.")
        }
        return try type.init(journal: members)
    }
}
