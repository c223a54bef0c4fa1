internal import HTTPClient
internal import SandboxCore

/// Where webhooks and alarms may go.
struct ReceiverRule: Sendable {
    let allowsPublicURLs: Bool

    /// Refuses a URL whose port is none, or whose host is an address that may not be called.
    ///
    /// Names are judged when they are connected to; an address, in whatever spelling, can be judged now.
    func check(_ url: String) throws(ControlRefusal) {
        guard !ClientRequest.hasBadPort(url) else {
            throw ControlBody.refusal("The port of \(url) is none; ports are whole numbers up to 65535.")
        }
        guard !allowsPublicURLs, let address = NetworkAddress(hostOf: url), !address.isPrivate else { return }
        throw ControlBody.refusal(
            "\(url) is a public address, or one where clouds keep credentials. Webhooks and alarms go to this machine and "
                + "private networks unless the server was started with --allow-public-webhooks."
        )
    }
}
