import JournalCodec
import JSON
import Masking
import Scenarios
import TossAPI

extension Scenario? {
    /// Reads a scenario from the text of its document, in which every variable was filled in long ago.
    init(_ members: JournalObject, _ name: String) throws(JournalError) {
        guard let text = try members.optionalText(name) else {
            self = nil
            return
        }
        let reading = Scenario.readFilled(Array(text.utf8), vocabulary: members.apis.vocabulary)
        guard let scenario = reading.scenario else {
            let problem = reading.problems.first.map { "\($0.path): \($0.message)" } ?? "it cannot be read"
            throw JournalError(path: members.place(name), "is no scenario that can be loaded here: \(problem).")
        }
        self = scenario
    }
}

extension SandboxLimits {
    func write(to json: inout JSONWriter) {
        json.member("requests", requests)
        json.member("deliveries", deliveries)
        json.member("events", events)
        json.member("requestBytes", requestBytes)
        json.member("idempotencyBytes", idempotencyBytes)
        json.member("deliveryBytes", deliveryBytes)
    }

    init(_ members: JournalObject) throws(JournalError) {
        func limit(_ name: String) throws(JournalError) -> Int { Int(try members.integer(name, 1...1 << 40)) }
        self.init(requests: try limit("requests"), deliveries: try limit("deliveries"), events: try limit("events"))
        requestBytes = try limit("requestBytes")
        idempotencyBytes = try limit("idempotencyBytes")
        deliveryBytes = try limit("deliveryBytes")
    }
}

extension EndpointSetting {
    /// The members that a scenario file has for it, so that it is read by the same rules.
    func writeMembers(to json: inout JSONWriter) {
        json.masked("url", address: url)
        if let events { json.member("events", array: { json in for event in events { json.string(event) } }) }
        if let secret { json.masked("secret", name: secret) }
        if isHeld { json.member("hold", true) }
        if profile != .standard {
            json.name("profile")
            profile.write(to: &json)
        }
    }

    init(_ members: JournalObject) throws(JournalError) {
        do throws(SettingError) {
            self = try .read(JSONNode(.object(members.object)))
        } catch {
            throw JournalError(path: members.path, "\(error.path): \(error.message)")
        }
    }
}
