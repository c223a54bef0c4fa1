internal import JSON

/// Carries effects out by writing them to the log; a shop that sends mail has a sink of its own.
package struct LogSink: EffectSink {
    private let log: Log

    /// Writes effects to `log`.
    package init(log: Log) { self.log = log }

    /// Writes the effect.
    package func deliver(_ effect: ShopEffect) async throws {
        let payload = (try? JSONNode(parsing: effect.payload)).map { LogValue.json($0) } ?? .null
        log.info("effect", ["id": .text(effect.id), "kind": .text(effect.kind.rawValue), "payload": payload])
    }
}
