internal import HTTPClient
internal import HTTPServer
internal import JSON
internal import Locking
internal import Routing
internal import SandboxCore
internal import TossAPI

/// The sandbox as a server: the Toss API, and the control API under `/sandbox`.
package final class Tossbox: Sendable {
    package static let version = "0.1.0"
    package static let defaultPort: UInt16 = 7772

    package struct Configuration: Sendable {
        package var host = "localhost"
        package var port: UInt16 = 0
        package var hub = Hub.Settings()
        /// Whose APIs are served; what nobody takes is the first one's to answer.
        package var providers: [any Provider] = [TossProvider()]
        /// What every control call but the health check has to bring along; nil asks for nothing.
        package var token: String?
        /// Names besides loopback and `host` by which the control API may be called.
        package var allowedHosts: [Authority] = []
        /// Pages of other sites that may drive the control API.
        package var allowedOrigins: [Origin] = []
        /// Whether webhooks may leave this machine and its private networks.
        package var allowsPublicWebhooks = false
        package var world = World.real
        /// The folder that keeps sandboxes and their journals; nil keeps them in memory.
        package var data: String?
        /// Hears what a start takes its time for.
        package var report: @Sendable (String) -> Void = { _ in }
        /// Hears why the data folder cannot be written any more; every answer after that says so.
        package var onDataFailure: @Sendable (String) -> Void = { _ in }

        package init() {}

        /// What the providers speak; two that answer the same requests are an error.
        var apis: APIList {
            get throws(RouterError) { try APIList(providers.map { $0.api }) }
        }
    }

    /// The address to give to a client on this machine.
    package let url: String
    package let urls: [String]
    private let server: Server
    private let client: Client
    private let data: DataStore?
    private let hub: Hub

    private init(server: Server, client: Client, data: DataStore?, hub: Hub) {
        self.hub = hub
        self.server = server
        self.client = client
        self.data = data
        // Of the two loopback addresses the one that every client can reach.
        url = server.url.hasPrefix("http://localhost:") ? server.urls.first ?? server.url : server.url
        urls = server.urls
    }

    /// Starts serving.
    package static func start(_ configuration: Configuration) throws -> Tossbox {
        try TimerThread.shared.start()
        let client = Client(
            Client.Configuration(
                maximumConnectionsPerHost: min(128, DescriptorShare.outgoing),
                maximumTransfers: min(512, DescriptorShare.outgoing),
                onlyPrivateAddresses: !configuration.allowsPublicWebhooks,
                userAgent: "Tossbox/\(version)"
            )
        )
        let sender = WebhookSender(client: client)
        let outside = SandboxCell.Outside(
            send: { sender.send($0, for: $1) },
            ring: { sender.ring($0, for: $1) }
        )
        let apis = try configuration.apis
        let data = try configuration.data.map { path throws(DataError) in
            try DataStore(
                path,
                apis: apis,
                report: configuration.report,
                onFailure: configuration.onDataFailure
            )
        }
        let application = try Application(configuration, outside: outside, data: data)
        var http = Server.Configuration(host: configuration.host, port: configuration.port)
        http.bodySizes = ControlAPI.bodySizes
        http.allowsOwnBodySize = application.maySendLongBodies
        let server = try Server.start(
            http,
            violation: application.refuse,
            handler: application.handle
        )
        application.start()
        return Tossbox(server: server, client: client, data: data, hub: application.hub)
    }

    /// Finishes what is in flight and frees the port.
    package func stop() {
        hub.endStreams()
        server.stop()
        client.shutDown()
        data?.finish()
    }
}
