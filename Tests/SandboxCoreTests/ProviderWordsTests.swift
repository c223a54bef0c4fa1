import APIDescription
import SandboxCore
import Scenarios
import Testing
import TinyPay

/// A provider is one value: its calls and the words that scenario files have for them say the same.
@Suite struct ProviderWordsTests {
    static let apis: [any PaymentAPI.Type] = [TossPayments.self, TinyPay.self]

    @Test(arguments: apis.indices)
    func `every call is named by the API's words, and every word names a call`(index: Int) {
        let api = Self.apis[index]
        let kinds = Set(api.calls.map { $0.kind })
        #expect(kinds == Set(api.words.calls))
        #expect(api.words.everyCall.isSubset(of: kinds))
        #expect(kinds.isDisjoint(with: api.words.windows))
        #expect(api.words.name == api.name)
        for call in api.calls { #expect(call.api.name == api.name, "\(call)") }
    }

    @Test func `every call of Toss is described at each of its places`() {
        for call in TossPayments.calls { #expect(call.described.count == call.places.count, "\(call)") }
        let ids = TossPayments.calls.flatMap { $0.described.map(\.id) }
        #expect(Set(ids).count == ids.count)
    }

    @Test func `no two of them have a name, an event or a command in common`() {
        func isDistinct(_ words: [String]) -> Bool { Set(words).count == words.count }
        #expect(isDistinct(Self.apis.map { $0.name }))
        #expect(isDistinct(Self.apis.flatMap { $0.words.events }))
        #expect(isDistinct(Self.apis.flatMap { $0.eventTypes.map(\.rawValue) }))
        #expect(isDistinct((CommandList.common + Self.apis.flatMap { $0.commands }).map { $0.word }))
    }

    @Test(arguments: apis.indices)
    func `what tells of a status is one of the API's webhooks`(index: Int) {
        let api = Self.apis[index]
        if let event = api.statusEvent { #expect(api.words.events.contains(event)) }
    }
}
