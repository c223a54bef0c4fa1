import JSON
package import Scenarios
import TossAPI

/// How a call is answered.
package enum Reply: CommandAnswer {
    case send(APIAnswer)
    /// Not before so much real time has passed; the shell then says `ResumeCall`.
    case hold(request: Int, epoch: Int, for: Duration)
    /// Not before its webhooks were tried once (`awaitsDeliveries`) and so much real time has passed; then `ResumeCall`.
    case holdForDeliveries(request: Int, epoch: Int, atLeast: Duration)
}

/// An answer as it goes over the wire.
package struct APIAnswer: Sendable {
    package let status: Int
    package let headers: [APIRequest.Header]
    package let body: [UInt8]
    /// How the wire spoils it; nil sends it whole.
    package let fault: Fault?
}
