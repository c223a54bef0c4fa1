/// A request method; any token a client sends survives the round trip.
package struct HTTPMethod: RawRepresentable, Hashable, Sendable {
    /// The method as on the request line; methods are case-sensitive.
    package let rawValue: String

    /// Names a method.
    package init(rawValue: String) { self.rawValue = rawValue }

    /// `GET`.
    package static let get = HTTPMethod(rawValue: "GET")
    /// `POST`.
    package static let post = HTTPMethod(rawValue: "POST")
    /// `PUT`.
    package static let put = HTTPMethod(rawValue: "PUT")
    /// `PATCH`.
    package static let patch = HTTPMethod(rawValue: "PATCH")
    /// `DELETE`.
    package static let delete = HTTPMethod(rawValue: "DELETE")
    /// `HEAD`.
    package static let head = HTTPMethod(rawValue: "HEAD")
    /// `OPTIONS`.
    package static let options = HTTPMethod(rawValue: "OPTIONS")
}
