/// A card company, as issuer or acquirer.
///
/// Responses carry its code (documented, since API version 2022-11-16); requests may name it by code, Korean or English
/// name (documented).
package struct CardIssuer: Hashable, Sendable {
    /// Two characters, for instance `11` or `3K`.
    package let code: String
    /// The Korean name on the wire, nil for those the list gives none (BC and American Express).
    package let koreanName: String?
    /// The English name on the wire, for instance `KOOKMIN`.
    package let englishName: String
    /// The Korean name for people to read; no part of the protocol.
    package let fullKoreanName: String
    /// Whether it issues in Korea; the others are international brands.
    package let isDomestic: Bool

    init(_ code: String, _ koreanName: String?, _ englishName: String, _ fullName: String, isDomestic: Bool = true) {
        self.code = code
        self.koreanName = koreanName
        self.englishName = englishName
        self.fullKoreanName = fullName
        self.isDomestic = isDomestic
    }

    /// The issuer with this two-character code.
    package init?(code: String) {
        guard let issuer = Self.all.first(where: { $0.code == code }) else { return nil }
        self = issuer
    }

    /// The issuer that a request names by its code, its Korean or its English name, spelled exactly.
    ///
    /// 우리 and `WOORI` name two issuers, 33 and W1; the first of the list, 33, is taken (assumed).
    package init?(request text: String) {
        let named = Self.all.first { $0.code == text || $0.koreanName == text || $0.englishName == text }
        guard let named else { return nil }
        self = named
    }
}
