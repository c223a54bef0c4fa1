import JSON
import Scenarios
package import TossAPI

extension Sandbox {
    /// Moves a payment along and announces what Toss announces.
    ///
    /// The change was decided by the same state, so a payment that refuses it is a fault of this program: it stays as it
    /// was, an event tells of it, and the caller says so instead of a success.
    package mutating func apply(
        _ event: Payment.Event,
        to place: Int,
        causedBy request: Int?,
        at now: Instant
    ) throws(Contradiction) {
        let announcement: Payment.Announcement?
        do throws(PaymentError) {
            announcement = try payments[place].apply(event)
        } catch {
            note(.paymentContradicted, payments[place], causedBy: request, at: now)
            throw Contradiction(paymentKey: payments[place].paymentKey, event: event, refusal: error)
        }
        record(event, of: place, causedBy: request, at: now)
        if let announcement { announce(announcement, of: place, causedBy: request, at: now) }
    }

    /// A paymentKey that this sandbox has never given out.
    mutating func mintPaymentKey(for merchant: MerchantKind, at now: Instant) -> String {
        let mId = profile(of: merchant).mId
        while true {
            let key = identifiers.paymentKey(mId: mId, at: now)
            if !payments.knows(key), !toss.phantomKeys.contains(key) { return key }
        }
    }

    package func paymentBody(_ place: Int) -> [UInt8] {
        let merchant = profile(of: payments[place].merchant)
        let object = payments[place].object(of: merchant, cards: scenario.cards)
        return JSONWriter.bytes(capacity: 2048) { object.write(to: &$0) }
    }
}
