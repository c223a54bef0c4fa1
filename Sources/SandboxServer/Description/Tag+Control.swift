internal import APIDescription

/// The groups of control calls.
extension Tag {
    static let buyer = Tag("Buyer", "Control API: what the buyer does, without a browser.")
    static let state = Tag("State", "Control API: what there is, for people and tools.")
    static let clock = Tag("Clock", "Control API: the sandbox's clock, its alarms, and waiting for quiet.")
    static let scenario = Tag("Scenario", "Control API: how the sandbox behaves, and starting over.")
    static let snapshots = Tag("Snapshots", "Control API: states to come back to.")
    static let webhooks = Tag("Webhooks", "Control API: who hears of what, and when.")
    static let verification = Tag(
        "Verification",
        "Control API: what was called, what happened, and whether that was right."
    )
    static let runs = Tag("Runs", "Control API: a run as a document, to be run again.")
    static let server = Tag("Server", "The server itself, and its keys.")

    /// In the order of the document.
    static let control: [Tag] = [
        .buyer, .state, .clock, .scenario, .snapshots, .webhooks, .verification, .runs, .server,
    ]
}
