/// A bank or securities house that holds accounts.
///
/// Responses carry its two-character code (documented, since API version 2022-11-16); requests may name it by code,
/// Korean or English name (documented).
package struct Bank: Hashable, Sendable {
    /// Two characters, for instance `20` or `S8`.
    package let code: String
    /// The three digits of the national clearing code, which v2 answers with (measured), for instance `020`.
    package let clearingCode: String
    /// The Korean name on the wire, nil for those the list gives none (HSBC).
    package let koreanName: String?
    /// The English name on the wire, for instance `WOORI`.
    package let englishName: String
    /// A second English name, of newer lists.
    package let newerEnglishName: String?
    /// The Korean name for people to read; no part of the protocol.
    package let fullKoreanName: String
    /// Whether it is a securities house.
    package let isSecurities: Bool

    init(
        _ code: String,
        _ clearingCode: String,
        _ koreanName: String?,
        _ englishName: String,
        _ fullName: String,
        newerName: String? = nil,
        isSecurities: Bool = false
    ) {
        self.code = code
        self.clearingCode = clearingCode
        self.koreanName = koreanName
        self.englishName = englishName
        self.newerEnglishName = newerName
        self.fullKoreanName = fullName
        self.isSecurities = isSecurities
    }

    /// The bank with this two-character code.
    package init?(code: String) {
        guard let bank = Self.all.first(where: { $0.code == code }) else { return nil }
        self = bank
    }

    /// The bank that a request names by its two-character code, its Korean or an English name, spelled exactly.
    package init?(request text: String) {
        let named = Self.all.first {
            $0.code == text || $0.koreanName == text || $0.englishName == text || $0.newerEnglishName == text
        }
        guard let named else { return nil }
        self = named
    }
}
