/// A language that the API answers in.
package enum Language: String, CaseIterable, Sendable {
    case korean = "ko"
    case english = "en"

    /// The language that an `Accept-Language` header prefers: English when that is `en` or `en-…`, otherwise Korean.
    ///
    /// The range with the highest `q` counts, the first of equals; one with `q=0` or a broken `q` does not. That
    /// `en-US` gives English and no header Korean is documented; the weighing is assumed.
    package init(acceptLanguage: String?) {
        var preferred: Substring?
        var highest = 0.0
        for item in (acceptLanguage ?? "").split(separator: ",") {
            let parts = item.split(separator: ";").map { $0.trimmingSpaces() }
            guard let range = parts.first, let quality = Self.quality(parts.dropFirst()) else { continue }
            if quality > highest { (preferred, highest) = (range, quality) }
        }
        let isEnglish = preferred.map { $0.split(separator: "-").first?.lowercased() == "en" } ?? false
        self = isEnglish ? .english : .korean
    }

    private static func quality(_ parameters: ArraySlice<Substring>) -> Double? {
        for parameter in parameters where parameter.hasPrefix("q=") || parameter.hasPrefix("Q=") {
            guard let quality = Double(parameter.dropFirst(2)), (0...1).contains(quality) else { return nil }
            return quality
        }
        return 1
    }
}

extension Substring {
    fileprivate func trimmingSpaces() -> Substring {
        var text = drop { $0 == " " || $0 == "\t" }
        while text.last == " " || text.last == "\t" { text.removeLast() }
        return text
    }
}
