import JSON
import Masking
package import Routing
package import Scenarios

/// A request with its meaning: which call it is, and what it asks for or why it is refused.
///
/// Made outside of any lock; it depends on nothing but the request.
package struct ReceivedCall: Sendable {
    package var request: APIRequest
    /// The body as a log may show it; of the other one only `input` is left.
    package let body: MaskedBytes
    /// The path as a log may show it.
    let path: MaskedText
    /// Which call it is.
    package let type: any APICall.Type
    /// What is asked, with every field checked; or a refusal that waits until idempotency and test codes had their say.
    package private(set) var input: Result<any APICall, Refusal>
    /// The order and the payment that it names, for the log; also where its fields are refused.
    package let names: CallNames
    /// Whether the call as it is kept would not be read as this input: something in it is masked.
    private(set) var isRestated: Bool

    package var api: any PaymentAPI.Type { type.api }

    /// Reads a request; from then on its body is kept in the form that a log may show.
    package init(_ request: APIRequest, _ type: any APICall.Type, _ parameters: PathParameters) {
        self.type = type
        body = MaskedBytes(request: request.body, holdsCard: type.bringsCard)
        path = MaskedText(path: request.path)
        isRestated = body.bytes != request.body || path.text != request.path
        do throws(Refusal) {
            let input = try type.init(request, parameters)
            self.input = .success(input)
            names = input.names
        } catch {
            input = .failure(error)
            names = Self.names(in: body, parameters)
        }
        // Last, so that it is moved here and not copied.
        self.request = request
        self.request.body = []
    }

    /// A call whose body is masked already, with what was read from the whole one.
    init(
        kept request: APIRequest,
        _ type: any APICall.Type,
        _ parameters: PathParameters,
        input: Result<any APICall, Refusal>
    ) {
        self.request = request
        self.request.body = []
        self.type = type
        body = MaskedBytes(journaled: request.body)
        path = MaskedText(path: request.path)
        self.input = input
        names = (try? input.get())?.names ?? Self.names(in: body, parameters)
        isRestated = true
    }

    /// What a call names whose fields are refused.
    private static func names(in body: MaskedBytes, _ parameters: PathParameters) -> CallNames {
        let body = try? JSONNode(parsing: body.bytes)
        return CallNames(
            orderId: body?["orderId"]?.string,
            paymentKey: parameters["paymentKey"] ?? body?["paymentKey"]?.string
        )
    }

    /// The same call without a card number that may be real, which nothing here may keep.
    package func withoutRealCard(cards: CardTable) -> ReceivedCall {
        guard case .success(let input) = input, let refusal = input.refusal(ofCardIn: cards) else { return self }
        var call = self
        call.input = .failure(refusal)
        call.isRestated = true
        return call
    }

    /// The object it is about; nil when it names none or its fields are refused.
    package var subject: IssuedKey? { (try? input.get())?.subject }
}

/// A call that the journal and the work on it have in common: each copy would hold on to its two dozen texts one by one.
final class SharedCall: Sendable {
    let value: ReceivedCall

    init(_ call: consuming ReceivedCall) { value = call }
}
