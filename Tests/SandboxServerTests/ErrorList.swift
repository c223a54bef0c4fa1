import Foundation
import JSON

/// The published error codes, from the lists themselves: the tests ask the document, not the program.
struct PublishedCode: Sendable {
    struct Variant: Sendable {
        let endpoints: [String]
        let korean: String
        let english: String?
    }

    let code: String
    /// Nil for codes that no HTTP answer carries.
    let status: Int?
    let korean: String?
    let english: String?
    let endpoints: [String]
    let variants: [Variant]

    static let all: [PublishedCode] = {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let file = tests.appending(path: "TossAPITests/Fixtures/errors.json")
        guard let data = try? Data(contentsOf: file), let list = try? JSONNode(parsing: Array(data)) else { return [] }
        return (list.array ?? []).map { entry in
            PublishedCode(
                code: entry["code"]?.string ?? "",
                status: entry["status"]?.integer.map { Int($0) },
                korean: entry["message_ko"]?.string,
                english: entry["message_en"]?.string,
                endpoints: (entry["endpoints"]?.array ?? []).compactMap(\.string),
                variants: (entry["variants"]?.array ?? []).map { variant in
                    Variant(
                        endpoints: (variant["endpoints"]?.array ?? []).compactMap(\.string),
                        korean: variant["message_ko"]?.string ?? "",
                        english: variant["message_en"]?.string
                    )
                }
            )
        }
    }()

    static let codes = Set(all.map(\.code))

    static func named(_ code: String) -> PublishedCode? { all.first { $0.code == code } }

    /// The wording at an endpoint, or the general one; English falls back to the general text, then to Korean.
    func text(at endpoint: String, english isEnglish: Bool) -> String? {
        let variant = variants.first { $0.endpoints.contains(endpoint) }
        guard isEnglish else { return variant?.korean ?? korean }
        return variant?.english ?? english ?? variant?.korean ?? korean
    }
}
