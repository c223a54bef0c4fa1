internal import HTTPServer

/// The language of a page: Korean, unless the browser would rather have English.
enum PageLanguage: String, Sendable {
    case korean = "ko"
    case english = "en"

    /// What `Accept-Language` asks for; of what is wanted alike the first, and Korean when neither is wanted.
    init(_ request: Request) {
        var best = (language: PageLanguage.korean, weight: 0)
        for range in (request.headers["Accept-Language"] ?? "").split(separator: ",").prefix(20) {
            let parts = range.split(separator: ";").map { $0.filter { $0 != " " }.lowercased() }
            guard let tag = parts.first?.split(separator: "-").first, let language = PageLanguage(rawValue: String(tag))
            else { continue }
            let weight = parts.dropFirst().first { $0.hasPrefix("q=") }.map { Self.weight($0.dropFirst(2)) } ?? 1_000
            if weight > best.weight { best = (language, weight) }
        }
        self = best.language
    }

    /// The one of two texts that is in this language.
    func callAsFunction(_ korean: String, _ english: String) -> String {
        switch self {
        case .korean: korean
        case .english: english
        }
    }

    /// Thousandths; what is no number is nothing.
    private static func weight(_ text: Substring) -> Int {
        Double(text).map { Int(min(max($0, 0), 1) * 1_000) } ?? 0
    }
}
