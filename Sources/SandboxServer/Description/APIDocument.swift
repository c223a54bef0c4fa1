internal import APIDescription
internal import HTTPServer
internal import JSON
internal import SandboxCore

/// Both APIs as one OpenAPI 3.1 document.
///
/// Made when somebody asks and kept by nobody. What it says of control calls is what they are served by; the schemas of
/// what they answer, and all it says of the Toss API, are computed values, for which a server that is never asked pays
/// nothing.
enum APIDocument {
    /// Every call, in the order of the document.
    static var calls: [DescribedCall] {
        DescribedCall.all(of: TossPayments.self) + ControlAPI.operations.filter(\.isListed).map(\.described)
    }

    private static let about = """
        Tossbox is an unofficial, local, deterministic emulator of the Toss Payments API. It is not made, endorsed or \
        supported by Toss Payments, and it never moves money. Paths under /v1 are the Toss API as the emulator has it; \
        everything under /sandbox controls the emulator and exists nowhere else. What is not listed here is not built: \
        a call of Toss's that is missing is answered 501.
        """

    /// The document's bytes, which are always the same for one version.
    static var bytes: [UInt8] {
        JSONWriter.bytes(capacity: 1 << 17) { json in
            json.object { json in
                json.member("openapi", "3.1.0")
                json.member(
                    "info",
                    object: { json in
                        json.member("title", "Tossbox")
                        json.member("version", Tossbox.version)
                        json.member("summary", "An unofficial local emulator of the Toss Payments API.")
                        json.member("description", about)
                    }
                )
                json.member("servers", array: { json in json.object { $0.member("url", "/") } })
                json.member("tags", array: { json in for tag in tags { write(tag, to: &json) } })
                json.member("paths", object: { writePaths(to: &$0) })
                json.member("components", object: { writeComponents(to: &$0) })
            }
        }
    }

    /// Those of the APIs as their calls name them, then those of the control API.
    private static var tags: [Tag] {
        var names: Set<String> = []
        let ofCalls = DescribedCall.all(of: TossPayments.self).map(\.tag)
        return (ofCalls + Tag.control).filter { names.insert($0.name).inserted }
    }

    private static func write(_ tag: Tag, to json: inout JSONWriter) {
        json.object { json in
            json.member("name", tag.name)
            json.member("description", tag.about)
        }
    }

    private static func writePaths(to json: inout JSONWriter) {
        var paths: [String] = []
        var callsByPath: [String: [DescribedCall]] = [:]
        for call in calls {
            if callsByPath[call.path] == nil { paths.append(call.path) }
            callsByPath[call.path, default: []].append(call)
        }
        for path in paths {
            json.name(dynamic: path)
            json.object { json in
                for call in callsByPath[path] ?? [] {
                    json.name(dynamic: call.method.rawValue.lowercased())
                    call.write(to: &json)
                }
            }
        }
    }

    private static func writeComponents(to json: inout JSONWriter) {
        json.member(
            "schemas",
            object: { json in
                for component in Component.all(of: TossPayments.self) + Component.control {
                    json.name(dynamic: component.name)
                    component.schema.write(to: &json)
                }
            }
        )
        json.member(
            "responses",
            object: { json in
                for answer in SharedAnswer.allCases {
                    json.name(dynamic: answer.rawValue)
                    answer.write(to: &json)
                }
            }
        )
        json.member(
            "parameters",
            object: { json in
                for parameter in Parameter.shared + TossPayments.parameters(of: "POST") {
                    guard let component = parameter.component else { continue }
                    json.name(dynamic: component)
                    parameter.writeWhole(to: &json)
                }
            }
        )
        json.member("headers", object: { writeHeaders(to: &$0) })
        json.member("securitySchemes", object: { writeSecurity(to: &$0) })
    }

    private static func writeHeaders(to json: inout JSONWriter) {
        json.member(
            "trace",
            object: { json in
                json.member("description", "Names this answer; a replayed one names the first answer as well.")
                json.name("schema")
                Schema(.string).write(to: &json)
            }
        )
    }

    private static func writeSecurity(to json: inout JSONWriter) {
        json.member(
            "secretKey",
            object: { json in
                json.member("type", "http")
                json.member("scheme", "basic")
                let about =
                    "A secret key of the test environment (test_sk_… or test_gsk_…) as user name, with no password. The key "
                    + "also says which sandbox is meant, and that one opens on first use."
                json.member("description", about)
            }
        )
        json.member(
            "token",
            object: { json in
                json.member("type", "apiKey")
                json.member("in", "header")
                json.member("name", "Tossbox-Token")
                let about = "What the server was started with as --token. Without that option no call needs it."
                json.member("description", about)
            }
        )
    }
}
