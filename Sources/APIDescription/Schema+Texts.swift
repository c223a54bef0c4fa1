/// Values of one form that several calls have.
extension Schema {
    /// An object without members.
    package static var empty: Schema { .object([]) }

    package static var paymentKey: Schema {
        .text("What the gateway calls the payment.", 1...200, example: "tossbox-payment-key")
    }

    package static var orderId: Schema {
        .pattern("What the merchant calls the order.", "^[A-Za-z0-9_=-]+$", example: "order-0001")
            .changed { ($0.least, $0.most) = (6, 64) }
    }

    package static var customerKey: Schema {
        .text("What the merchant calls the buyer.", 2...300, example: "customer-1")
    }

    /// An instant with its offset.
    package static func instant(_ about: String) -> Schema {
        // What the format allows beyond this are years before 1970, and a t and a z in lower case.
        let date = "(19[7-9][0-9]|[2-9][0-9]{3})-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
        let time = "([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]+)?"
        let pattern = "^\(date)T\(time)(Z|[+-](0[0-9]|1[0-7]):[0-5][0-9]|[+-]18:00)$"
        var schema = Schema.pattern(about, pattern, example: "2026-01-05T09:00:00+09:00")
        schema.format = "date-time"
        return schema
    }

    /// An ISO 8601 duration by Seoul's calendar, or one that is the same length whatever the date.
    package static func duration(_ about: String, isFixed: Bool = false) -> Schema {
        let months = isFixed ? "" : "([0-9]{1,7}Y)?([0-9]{1,7}M)?"
        let days = "([0-9]{1,6}W)?([0-9]{1,7}D)?"
        let time = "([0-9]{1,9}H)?([0-9]{1,10}M)?([0-9]{1,12}(\\.[0-9]{1,6})?S)?"
        // More digits are taken as long as the sum fits; these always do.
        let pattern = "^P(?=[0-9T])\(months)\(days)(T(?=[0-9])\(time))?$"
        // The format `duration` has neither fractions nor weeks beside days.
        return .pattern(about, pattern, example: "PT10M")
    }

    /// The name of an HTTP header.
    package static var headerName: Schema {
        .pattern("A header's name.", "^[A-Za-z0-9!#$%&'*+.^_`|~-]+$", example: "X-Signature")
    }

    /// The number of a card, with or without spaces and dashes.
    package static func cardNumber(_ about: String, most: Int? = nil, example: String = "4242424242424242") -> Schema {
        pattern(about, "^[ -]*([0-9][ -]*){13,20}$", example: example).changed { $0.most = most.map { UInt64($0) } }
    }

    /// Months to pay in, of which one is none.
    package static func instalments(_ about: String) -> Schema {
        integer(about, 0...12).otherwise("0").changed { $0.excluded = 1 }
    }

    /// A test key of these roles, as in `test_sk_shop`.
    package static func key(_ about: String, _ prefixes: String, example: String) -> Schema {
        let pattern = "^test_(\(prefixes))_(?!.*(invalid|unknown))[A-Za-z0-9_-]{1,128}$"
        return .pattern(about, pattern, example: example)
    }

    /// An address that can be called, and for webhooks `collect:`, which is none.
    package static func callableURL(_ about: String, orCollect: Bool = false, example: String? = nil) -> Schema {
        let url = "[hH][tT][tT][pP][sS]?://[^/?#\\u0000- \\u007f][^\\u0000- \\u007f]*"
        var schema = text(about, 1...2000, example: example)
        schema.pattern = orCollect ? "^(collect:|\(url))$" : "^\(url)$"
        return schema
    }

    package static func url(_ about: String, example: String? = nil) -> Schema {
        var schema = text(about, example: example)
        schema.format = "uri"
        return schema
    }
}
