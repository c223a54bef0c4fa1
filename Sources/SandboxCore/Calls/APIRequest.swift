internal import Encodings

/// A request to a payment API whose key was accepted, as it came off the wire.
package struct APIRequest: Sendable {
    /// As it came: methods are told apart by case.
    package let method: String
    /// Percent-encoded, without query.
    package let path: String
    let headers: ReadHeaders
    /// The headers that its API reads as well, and behind them those that a scenario's rules ask for.
    package var others: [Header]
    /// Empty once the call has been read.
    package internal(set) var body: [UInt8]
    /// Which of the merchant's accounts with the API the key belongs to, in the API's words.
    package let account: String
    /// The key itself, part of an idempotency key's scope.
    package let key: String
    /// Whether another sandbox has the object that this one lacks; only the shell sees all sandboxes.
    package var isKnownElsewhere: Bool

    /// A field of a head.
    package struct Header: Sendable {
        /// As it was sent, in whatever case.
        package let name: String
        /// As it was sent.
        package let value: String

        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// A request with all of its headers; those that nothing may keep are left behind.
    package init(
        method: String,
        path: String,
        headers: [Header],
        body: [UInt8],
        account: String,
        key: String,
        isKnownElsewhere: Bool = false
    ) {
        var read = ReadHeaders()
        let others = headers.filter { !read.take($0.name, $0.value) }
        self.init(method: method, path: path, headers: read, body: body, account: account, key: key)
        self.others = others
        self.isKnownElsewhere = isKnownElsewhere
    }

    /// A request with the headers that the gateway reads, and no others.
    package init(
        method: String,
        path: String,
        headers: ReadHeaders,
        body: [UInt8],
        account: String,
        key: String
    ) {
        self.method = method
        self.path = path
        self.headers = headers
        others = []
        self.body = body
        self.account = account
        self.key = key
        isKnownElsewhere = false
    }

    /// The value of the first header called `name`, in lower case.
    package func header(_ name: String) -> String? {
        switch name {
        case "content-type": headers.contentType
        case "accept-language": headers.acceptLanguage
        case "idempotency-key": headers.idempotencyKey
        default: others.first { equalIgnoringCase($0.name, name) }?.value
        }
    }
}
