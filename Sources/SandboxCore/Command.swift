package import TossAPI

/// Everything that can get into a sandbox.
///
/// Nothing else changes one, so a list of these with their instants is a run.
package enum Command: Sendable {
    /// A call to the Toss API.
    case request(TossCall)
    /// A held request goes on, or its answer has left.
    case resume(request: Int, epoch: Int)
    /// A webhook attempt ended.
    case delivered(DeliveryOutcome)
    /// An alarm's receiver answered.
    case rang(AlarmOutcome)
    /// Run what is due.
    case tick

    /// A buyer opens the payment window.
    case visit(BuyerVisit)
    /// A buyer registers a card.
    case registerCard(CardRegistration)
    /// A buyer who had left the window finishes in it.
    case authenticate(paymentKey: String, cardNumber: String?, behavior: BuyerBehavior)
    /// A payment's time is over at once.
    case expire(paymentKey: String)

    case setClock(ClockChange)
    /// Move the clock to the next thing that is due, at most to `limit`; nil is no limit.
    ///
    /// With an epoch it is refused once that life of the sandbox is over.
    case step(limit: Instant?, epoch: Int? = nil)
    case setAlarm(Alarm)
    case removeAlarm(id: String)

    /// Load a scenario; nil returns to the one the sandbox was opened with.
    case load(Scenario?)
    case reset(ResetExtent)
    case addEndpoint(EndpointSetting, origin: WebhookEndpoint.Origin)
    case removeEndpoint(id: String)
    case emit(Emission)
    case resend(deliveryId: String)
    /// Let held deliveries go, one after another in this order; nil is all of them in the order of the log.
    case release(deliveryIds: [String]?)
    /// Give up a delivery that is held or pending.
    case drop(deliveryId: String)
    /// Take in the unfinished business of a client key that was bound to this sandbox.
    case adopt(Inheritance)

    case takeSnapshot(name: String)
    case restore(snapshot: String)
    case removeSnapshot(name: String)
    /// Forget the oldest requests, deliveries and answers under idempotency keys, until each of the three holds so few bytes.
    case trim(bytes: Int)
    /// The sandbox goes on in another process or place: what was under way there ended without an outcome.
    ///
    /// `epoch` begins a new life, so that an outcome from the one before is dropped.
    case recover(epoch: Int)
}

/// What a command came to, and what the shell has to do about it once the lock is free.
package struct CommandResult: Sendable {
    package internal(set) var answer: CommandAnswer
    package internal(set) var effects: [Effect]
}

package enum CommandAnswer: Sendable {
    case done
    case reply(Reply)
    case visited(BuyerResult)
    case registered(RegistrationResult)
    /// The payment at this place, after the change.
    case payment(Int)
    case stepped(ClockStep)
    case alarm(Alarm)
    case endpoint(WebhookEndpoint)
    /// Places in the delivery log, and what the caller should know about them.
    case queued(deliveries: [Int], warnings: [String])
    case snapshot(Snapshot)
    case refused(ControlRefusal)
}

/// What the shell does for a sandbox.
package enum Effect: Sendable {
    case send(Transmission)
    case ring(AlarmCall)
}

/// How a Toss call is answered.
package enum Reply: Sendable {
    case send(TossAnswer)
    /// Not before so much real time has passed; the shell then says `resume`.
    case hold(request: Int, epoch: Int, for: Duration)
    /// Not before its webhooks were tried once (`awaitsDeliveries`) and so much real time has passed; then `resume`.
    case holdForDeliveries(request: Int, epoch: Int, atLeast: Duration)
}

/// An answer as it goes over the wire.
package struct TossAnswer: Sendable {
    package let status: Int
    package let headers: [TossRequest.Header]
    package let body: [UInt8]
    /// How the wire spoils it; nil sends it whole.
    package let fault: Fault?
}

/// Why a control call is refused: a message that says what was asked, what was found and what would do.
package struct ControlRefusal: Error, Sendable, Equatable {
    package enum Code: String, CaseIterable, Sendable {
        case invalidRequest = "INVALID_REQUEST"
        case unauthorized = "UNAUTHORIZED"
        case forbiddenOrigin = "FORBIDDEN_ORIGIN"
        case notFound = "NOT_FOUND"
        case methodNotAllowed = "METHOD_NOT_ALLOWED"
        case conflict = "CONFLICT"
        case notBuilt = "NOT_BUILT"

        package var httpStatus: Int {
            switch self {
            case .invalidRequest: 400
            case .unauthorized: 401
            case .forbiddenOrigin: 403
            case .notFound: 404
            case .methodNotAllowed: 405
            case .conflict: 409
            case .notBuilt: 501
            }
        }
    }

    package let code: Code
    package let message: MaskedText

    /// What callers sent may stand in the message; card numbers in it are masked.
    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = MaskedText(message)
    }
}

package enum ResetExtent: Sendable {
    /// Data, log, counters, clock and ids; the scenario and endpoints stay.
    case data
    /// Those too.
    case everything
}
