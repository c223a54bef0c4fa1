internal import APIDescription

/// Who hears of what, and when.
enum WebhookCalls {
    static var all: [ControlOperation] { EndpointCalls.all + DeliveryCalls.all }
}
