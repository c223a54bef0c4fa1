package import APIDescription
import TossAPI

/// Values that several calls of Toss have.
extension Schema {
    /// Whole won in a Toss body, as a number or as a text of its digits (measured on confirm).
    package static func won(_ about: String, _ range: ClosedRange<Int64> = 0...Won.largest.amount) -> Schema {
        let most = range.upperBound == .max ? 18 : "\(range.upperBound)".utf8.count
        let digits = range.lowerBound == 0 ? "[0-9]{1,\(most)}" : "[1-9][0-9]{0,\(most - 1)}"
        return .integer(about, range, example: 15000).changed { $0.digits = "^\(digits)$" }
    }
}

extension [Member] {
    /// What every confirm says about the order, to be compared with what the buyer was shown.
    static var order: [Member] {
        [
            .required("orderId", .orderId),
            .required("amount", .won("In won; another amount than the buyer was shown is refused.")),
        ]
    }

    /// Optional members that describe a customer.
    static var customer: [Member] {
        [
            .optional(
                "customerEmail",
                .pattern(
                    "The buyer's e-mail address.",
                    "^[^@ ]+@[^@ .][^@ ]*\\.([^@ ]*[^@ .])$",
                    example: "buyer@example.com"
                )
                .changed { $0.most = 100 }
            ),
            .optional("customerName", .text("The buyer's name.", 0...100)),
            .optional(
                "customerMobilePhone",
                .pattern("8 to 15 digits.", "^[0-9]{8,15}$", example: "01012345678")
            ),
        ]
    }
}
