package import JSON
import Masking
import TossAPI

extension ScenarioReader {
    mutating func readWebhooks(_ place: Place) -> WebhookSetting {
        let members = readMembers(of: place, known: ["endpoints", "retries", "profile", "rules"])
        guard let members else { return WebhookSetting() }
        let profile = members["profile"].flatMap { readProfile($0) } ?? .toss
        let retries = members["retries"].flatMap { readRetries($0) }
        let places = members["endpoints"].flatMap { readElements(of: $0, orEmpty: true) } ?? []
        return WebhookSetting(
            endpoints: places.compactMap { readEndpoint($0, profile: profile) },
            retries: retries ?? WebhookSetting.tossRetries,
            profile: profile
        )
    }

    private mutating func readRetries(_ place: Place) -> [Duration]? {
        if place.node.string == "toss" { return WebhookSetting.tossRetries }
        guard place.node.array != nil else {
            refuse(place, expected: "\"toss\" or a list of lengths of time, such as [\"PT1M\", \"PT4M\"]")
            return nil
        }
        return place.elements.compactMap { readDuration($0) }
    }

    mutating func readEndpoint(_ place: Place, profile inherited: SignatureProfile) -> EndpointSetting? {
        let known = ["url", "events", "secret", "profile", "hold"]
        guard let members = readMembers(of: place, known: known, required: ["url"]) else { return nil }
        let url = members["url"].flatMap { readUrl($0) }
        let events = members["events"].flatMap { readEvents($0) }
        let secret = members["secret"].flatMap { readText($0) }
        let profile = members["profile"].map { readProfile($0) } ?? inherited
        let isHeld = members["hold"].flatMap { readFlag($0) } ?? false
        if let profile, profile != .toss, members["secret"] == nil {
            report("this profile signs what it sends; give the endpoint a \"secret\"", at: place)
        }
        guard let url, let profile else { return nil }
        return EndpointSetting(url: url, events: events, secret: secret, profile: profile, isHeld: isHeld)
    }

    /// Refuses a member that is not kept as it is because it may hold a card number.
    ///
    /// What comes out of the journal after a restart would be another receiver, and another signature.
    mutating func refuseMasked(_ name: String, of place: Place, keptAs kept: (String) -> String?) {
        guard let node = place.node[name], let text = node.string, kept(text) != text else { return }
        let why = "this may be a card number, and those are masked wherever they are kept"
        report("\(why); give a \(name) without one", at: place.member(name, node))
    }

    private mutating func readEvents(_ place: Place) -> [String]? {
        guard let elements = readElements(of: place) else { return nil }
        return elements.compactMap { readWord($0, among: vocabulary.events, what: "event") }
    }

    /// What stands before the path: `http://` or `https://` and a host; or `collect:`, which is no address.
    ///
    /// A receiver of webhooks may be `collect:` as well.
    mutating func readUrl(_ place: Place, isReceiver: Bool = true) -> String? {
        if isVariable(place) { return nil }
        if let text = place.node.string {
            if isReceiver, text == EndpointSetting.collectURL { return text }
            let start = ["http://", "https://", allowsVariables ? "${" : "http://"].first { text.hasPrefix($0) }
            let rest = start.map { text.dropFirst($0.count) } ?? ""
            if let first = rest.first, first != "/", first != ":", text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) {
                return text
            }
        }
        let expected =
            isReceiver
            ? "an address such as \"http://localhost:3000/webhook\", or \"collect:\""
            : "an address such as \"${TOSSBOX_URL}/v1/payments/confirm\" or \"http://localhost:3000/pay\""
        refuse(place, expected: expected)
        return nil
    }

    mutating func readProfile(_ place: Place) -> SignatureProfile? {
        switch place.node.value {
        case .string("toss"): return .toss
        case .string("legacy"): return .legacy
        case .object: return readCustomProfile(place).map { .custom($0) }
        default:
            refuse(place, expected: "\"toss\", \"legacy\" or {\"header\", \"algorithm\", \"encoding\", \"events\"}")
            return nil
        }
    }

    private mutating func readCustomProfile(_ place: Place) -> CustomProfile? {
        let known = ["header", "algorithm", "encoding", "events"]
        guard let members = readMembers(of: place, known: known, required: ["header"]) else { return nil }
        let header = members["header"].flatMap { readText($0) }
        if let header, !Self.isHeaderName(header), let place = members["header"] {
            refuse(place, expected: "a header name such as \"X-Toss-Signature\"")
        }
        let algorithm = members["algorithm"].flatMap { readWord($0, as: CustomProfile.Algorithm.self) }
        let encoding = members["encoding"].flatMap { readWord($0, as: CustomProfile.Encoding.self) }
        var events: [String: String] = [:]
        if let place = members["events"] {
            let names = readMembers(of: place, known: vocabulary.statuses) ?? [:]
            // In one order, so that the problems are in one order.
            for (status, place) in names.sorted(by: { $0.key < $1.key }) { events[status] = readText(place) }
        }
        guard let header else { return nil }
        return CustomProfile(
            header: header,
            algorithm: algorithm ?? .sha256,
            encoding: encoding ?? .hex,
            events: events
        )
    }
}

/// What is wrong with a setting that came by a call, and where in it: `$.profile.header`.
package struct SettingError: Error, Sendable, Equatable {
    /// Where in the setting, `$` for the whole.
    package let path: String
    /// What was found and what would do.
    package let message: String
}

extension ScenarioReader {
    fileprivate func result<Setting>(_ setting: Setting?) throws(SettingError) -> Setting {
        if let first = findings.min(by: { $0.offset < $1.offset }) {
            throw SettingError(path: first.path, message: first.message)
        }
        guard let setting else { throw SettingError(path: "$", message: "the setting cannot be read") }
        return setting
    }
}

extension SignatureProfile {
    /// Reads `"toss"`, `"legacy"` or an object, by the rules of scenario files, or throws the first problem.
    package static func read(_ node: JSONNode) throws(SettingError) -> SignatureProfile {
        var reader = ScenarioReader()
        let profile = reader.readProfile(Place(node))
        return try reader.result(profile)
    }
}

extension EndpointSetting {
    /// Reads `url`, `events`, `secret`, `profile` and `hold`, by the rules of scenario files, or throws the first problem.
    package static func read(
        _ node: JSONNode,
        profile: SignatureProfile = .toss
    ) throws(SettingError) -> EndpointSetting {
        var reader = ScenarioReader()
        let endpoint = reader.readEndpoint(Place(node), profile: profile)
        reader.refuseMasked("url", of: Place(node)) { MaskedText(address: $0).text }
        reader.refuseMasked("secret", of: Place(node)) { MaskedText(name: $0).text }
        return try reader.result(endpoint)
    }
}
