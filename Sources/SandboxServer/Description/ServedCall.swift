package import HTTPServer

/// A call of the control API that there is an answer for, as its route names it.
package struct ServedCall: Hashable, Sendable {
    package let method: HTTPMethod
    /// With `{names}` where a path has parameters.
    package let path: String

    /// Names a call.
    package init(_ method: HTTPMethod, _ path: String) {
        self.method = method
        self.path = path
    }
}
