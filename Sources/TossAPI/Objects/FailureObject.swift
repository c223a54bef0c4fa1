package import JSON

/// A code with its text: the body of every v1 error, and the `failure` of a payment.
package struct FailureObject: Hashable, Sendable {
    package let code: String
    /// At most 510 characters, in the language of the caller.
    package let message: String

    package init(code: String, message: String) {
        self.code = code
        self.message = message
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("code", code)
            json.member("message", message)
        }
    }
}
