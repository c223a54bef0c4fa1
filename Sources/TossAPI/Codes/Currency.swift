/// A currency the gateway takes, by its ISO 4217 code (documented).
package enum Currency: String, CaseIterable, Sendable {
    case won = "KRW"
    case dollar = "USD"
    case yen = "JPY"
}
