import JSON
package import Scenarios
import TossAPI

/// How a call is answered.
package enum Reply: CommandAnswer {
    /// At once.
    case send(APIAnswer)
    /// Not before so much real time has passed; the shell then says `ResumeCall`.
    case hold(request: Int, epoch: Int, for: Duration)
    /// Not before its webhooks were tried once (`awaitsDeliveries`) and so much real time has passed; then `ResumeCall`.
    case holdForDeliveries(request: Int, epoch: Int, atLeast: Duration)
}

/// An answer as it goes over the wire.
package struct APIAnswer: Sendable {
    /// Of HTTP, as the API chose it.
    package let status: Int
    /// In the order in which they leave.
    package let headers: [APIRequest.Header]
    /// Whole; a fault may cut it on its way.
    package let body: [UInt8]
    /// How the wire spoils it; nil sends it whole.
    package let fault: Fault?
}
