internal import APIDescription
internal import JSON
internal import SandboxCore
internal import Scenarios
internal import TossAPI

/// What the buyer is told, member by member: the names are those of scenario files.
enum BuyerMembers {
    /// All of them, in the order of `BuyerMember`, which a new case does not leave without a declaration.
    static var all: [any DeclaredMember] { BuyerMember.allCases.map(declaration) }

    static func declaration(of member: BuyerMember) -> any DeclaredMember {
        switch member {
        case .orderId: orderId
        case .amount: amount
        case .orderName: orderName
        case .method: method
        case .cardNumber: cardNumber
        case .easyPay: easyPay
        case .bank: bank
        case .currency: currency
        case .taxFreeAmount: taxFreeAmount
        case .taxExemptionAmount: taxExemptionAmount
        case .customerKey: customerKey
        case .customerName: customerName
        case .customerEmail: customerEmail
        case .customerMobilePhone: customerMobilePhone
        case .useEscrow: useEscrow
        case .installmentPlanMonths: installmentPlanMonths
        case .validHours: validHours
        case .metadata: metadata
        case .successUrl: successUrl
        case .failUrl: failUrl
        case .buyer: buyer
        }
    }

    static func member(_ member: BuyerMember, _ schema: Schema) -> Member {
        Member(name: member.rawValue, schema: schema, isRequired: member.isRequired)
    }

    private static func text(_ member: BuyerMember, _ schema: Schema) -> BodyMember<String?> {
        .text(member.rawValue, schema)
    }

    static let orderId = BodyMember(member(.orderId, .orderId)) { body, name throws(ControlRefusal) -> String in
        let orderId = try body.requiredText(name, 1...100)
        guard isOrderId(orderId) else { throw body.wrong(name, "6 to 64 letters, digits, -, _ or =") }
        return orderId
    }
    static let amount = BodyMember(
        member(.amount, .integer("In won.", 1...Won.largest.amount, example: 15000))
    ) { body, name throws(ControlRefusal) -> Int64 in
        guard let amount = try body.integer(name, 1...Won.largest.amount) else {
            throw body.wrong(name, "a whole number from 1 to \(Won.largest)")
        }
        return amount
    }
    /// At most the amount, which the handler knows.
    static let taxFreeAmount = BodyMember.value(
        member(.taxFreeAmount, .integer("Part of the amount that is free of tax.", 0...Won.largest.amount))
    )
    static let taxExemptionAmount = BodyMember.value(
        member(.taxExemptionAmount, .integer("Part of the amount outside of the tax.", 0...Won.largest.amount))
    )
    static let installmentPlanMonths = BodyMember(
        member(.installmentPlanMonths, .instalments("0, or 2 to 12 from 50,000 won on."))
    ) { body, name throws(ControlRefusal) -> Int64 in try body.integer(name, 0...12) ?? 0 }
    static let useEscrow = BodyMember.flag(
        BuyerMember.useEscrow.rawValue,
        .flag("Whether to hold it in escrow.").otherwise("false")
    )

    static let orderName = text(.orderName, .text("What is bought.", 1...100))
    static let customerKey = text(.customerKey, .customerKey)
    static let customerName = text(.customerName, .text("The buyer's name.", 0...100))
    static let customerEmail = text(.customerEmail, .text("The buyer's e-mail address.", 0...100))
    static let customerMobilePhone = text(.customerMobilePhone, .text("The buyer's telephone number.", 8...15))
    static let successUrl = text(
        .successUrl,
        .text("Where the browser goes when all is well.", 1...2000, example: "https://shop.example/success")
    )
    static let failUrl = text(
        .failUrl,
        .text("Where the browser goes otherwise.", 1...2000, example: "https://shop.example/fail")
    )
    /// Up to 5 pairs, names up to 40 characters without brackets, values up to 2000 (documented).
    static let metadata = BodyMember(
        member(
            .metadata,
            .map(
                of: .text("Up to 2000 characters.", 0...2000),
                "Up to 5 pairs of texts.",
                names: .pattern("Without brackets.", "^[^\\[\\]]{1,40}$", example: "coupon")
            )
            .changed { $0.most = 5 }
        )
    ) { body, name throws(ControlRefusal) -> JSONObject? in
        guard let node = body.value(name) else { return nil }
        guard let object = node.object, object.members.count <= 5,
            object.members.allSatisfy({ member in
                (1...40).contains(member.name.unicodeScalars.count) && !member.name.contains { "[]".contains($0) }
                    && member.node.string.map { $0.unicodeScalars.count <= 2000 } ?? false
            })
        else { throw body.wrong(name, "up to 5 pairs of text, names up to 40 characters without [ and ]") }
        return object
    }
}
