package import JSON

extension SignatureProfile {
    /// As a scenario names it: `"toss"`, `"legacy"`, or an object.
    package func write(to json: inout JSONWriter) {
        switch self {
        case .toss: json.string("toss")
        case .legacy: json.string("legacy")
        case .custom(let custom):
            json.object { json in
                json.member("header", custom.header)
                json.member("algorithm", custom.algorithm.rawValue)
                json.member("encoding", custom.encoding.rawValue)
                json.member(
                    "events",
                    object: { json in
                        for (status, name) in custom.events.sorted(by: { $0.key < $1.key }) {
                            json.name(dynamic: status)
                            json.string(name)
                        }
                    }
                )
            }
        }
    }
}
