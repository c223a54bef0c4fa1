package import APIDescription

extension Tag {
    package static let payments = Tag(
        "Toss payments",
        "The Toss Payments API: confirming, looking up and cancelling payments."
    )
    package static let billing = Tag(
        "Toss billing",
        "The Toss Payments API: issuing, charging and deleting billing keys."
    )
}
