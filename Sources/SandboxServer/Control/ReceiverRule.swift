internal import HTTPClient
internal import SandboxCore

/// Where webhooks and alarms may go.
struct ReceiverRule: Sendable {
    let allowsPublicURLs: Bool

    /// Refuses a URL whose host is an address that may not be called.
    ///
    /// Names are judged when they are connected to; an address, in whatever spelling, can be judged now.
    func refusePublic(_ url: String) throws(ControlRefusal) {
        guard !allowsPublicURLs, let address = NetworkAddress(hostOf: url), !address.isPrivate else { return }
        throw ControlBody.refusal(
            "\(url) is a public address, or one where clouds keep credentials. Webhooks and alarms go to this machine and "
                + "private networks unless the server was started with --allow-public-webhooks."
        )
    }
}
