import JSON
import TossAPI

/// Reads settings and gathers what is wrong with them; what cannot be read becomes nil, and reading goes on.
struct ScenarioReader {
    struct Finding {
        let offset: Int
        let path: String
        let message: String
    }

    /// What may be named.
    let vocabulary: Vocabulary
    private(set) var findings: [Finding] = []
    /// True inside of `steps`: a text that is one `${NAME}` stands for any value there.
    var allowsVariables = false
    /// Values that lack a variable have had their problem.
    private var ignored: Set<Int> = []
    /// Searching for a near word takes time, and nobody reads a thousand of them.
    private var suggestionsLeft = 200

    init(vocabulary: Vocabulary = .toss) { self.vocabulary = vocabulary }

    mutating func report(_ message: String, at place: Place) {
        report(message, offset: place.node.offset, path: place.path)
    }

    mutating func report(_ message: String, offset: Int, path: String) {
        if !ignored.contains(offset) { findings.append(Finding(offset: offset, path: path, message: message)) }
    }

    /// Reports a value that is not what belongs there.
    mutating func refuse(_ place: Place, expected: String) {
        report("expected \(expected), found \(place.found)", at: place)
    }

    /// Reports a value once, and nothing else about it.
    mutating func reportOnly(_ message: String, at place: Place) {
        report(message, at: place)
        ignored.insert(place.node.offset)
    }

    /// The findings in the order of the text, with lines and columns.
    func problems(in document: [UInt8]) -> [ScenarioProblem] {
        var line = 1
        var column = 1
        var position = 0
        let sorted = findings.enumerated().sorted { ($0.element.offset, $0.offset) < ($1.element.offset, $1.offset) }
        // The text is walked once, however many problems it has.
        var problems = sorted.prefix(Self.mostProblems).map { _, finding in
            let end = min(max(finding.offset, position), document.count)
            while let newline = document[position..<end].firstIndex(of: 0x0A) {
                line += 1
                column = 1
                position = newline + 1
            }
            column += String(decoding: document[position..<end], as: UTF8.self).count
            position = end
            return ScenarioProblem(line: line, column: column, path: finding.path, message: finding.message)
        }
        if findings.count > problems.count, let last = problems.last {
            let message = "and \(findings.count - problems.count) problems more, which are not listed"
            problems.append(ScenarioProblem(line: last.line, column: last.column, path: "$", message: message))
        }
        return problems
    }

    /// Nobody reads more of them.
    private static let mostProblems = 1000
}

extension ScenarioReader {
    /// Whether this is a `${NAME}` where one may stand for any value.
    func isVariable(_ place: Place) -> Bool {
        guard allowsVariables, let text = place.node.string, case .variable? = Variables.parts(of: text)?.first else {
            return false
        }
        return Variables.parts(of: text)?.count == 1
    }

    /// The members of an object by name, after a problem for each that is unknown or missing.
    mutating func readMembers(
        of place: Place,
        known: [String],
        required: [String] = []
    ) -> [String: Place]? {
        guard place.node.object != nil else {
            if !isVariable(place) { refuse(place, expected: "an object") }
            return nil
        }
        var members: [String: Place] = [:]
        for (name, nameOffset, member) in place.members {
            if known.contains(name) {
                members[name] = member
            } else {
                let hint = hint(for: name, among: known)
                report(
                    "unknown member \"\(Place.shortened(name))\"\(hint)",
                    offset: nameOffset,
                    path: member.path
                )
            }
        }
        for name in required where members[name] == nil {
            report("\"\(name)\" is missing", at: place)
        }
        return members
    }

    /// The elements of an array that holds at least one.
    mutating func readElements(of place: Place, orEmpty: Bool = false) -> [Place]? {
        guard place.node.array != nil else {
            if !isVariable(place) { refuse(place, expected: "a list") }
            return nil
        }
        let elements = place.elements
        if elements.isEmpty, !orEmpty {
            report("the list is empty; it needs at least one element", at: place)
            return nil
        }
        return elements
    }

    /// A text of at least one character.
    mutating func readText(_ place: Place, _ expected: String = "a text") -> String? {
        guard let text = place.node.string, !text.isEmpty else {
            refuse(place, expected: place.node.string == nil ? expected : "\(expected) that is not empty")
            return nil
        }
        return text
    }

    mutating func readFlag(_ place: Place) -> Bool? {
        if let flag = place.node.bool { return flag }
        if !isVariable(place) { refuse(place, expected: "true or false") }
        return nil
    }

    mutating func readWhole(_ place: Place, in range: ClosedRange<Int64>) -> Int64? {
        if let value = place.node.integer, range.contains(value) { return value }
        if !isVariable(place) {
            let bounds = range.lowerBound == .min ? "" : " from \(range.lowerBound)"
            let upTo = range.upperBound == .max ? "" : " to \(range.upperBound)"
            refuse(place, expected: "a whole number" + bounds + upTo)
        }
        return nil
    }

    mutating func readInstant(_ place: Place) -> Instant? {
        if let text = place.node.string, let instant = Instant(text) { return instant }
        if !isVariable(place) {
            refuse(place, expected: "a time with its offset, such as \"2026-01-05T09:00:00+09:00\"")
        }
        return nil
    }

    /// A length of time without months and years, whose length would depend on the date.
    mutating func readDuration(_ place: Place) -> Duration? {
        guard let text = place.node.string, let duration = CalendarDuration(text) else {
            if !isVariable(place) { refuse(place, expected: "a length of time, such as \"PT3S\" or \"PT10M\"") }
            return nil
        }
        guard let fixed = duration.fixed else {
            refuse(place, expected: "a length of time without months and years, such as \"P30D\"")
            return nil
        }
        return fixed
    }

    /// Whether this is a length of time; it may have months and years.
    func isLength(_ text: String) -> Bool { CalendarDuration(text) != nil }

    /// One of the words of an enumeration.
    mutating func readWord<Word: RawRepresentable & CaseIterable>(
        _ place: Place,
        as type: Word.Type,
        what: String = "word"
    ) -> Word? where Word.RawValue == String {
        guard let text = readWord(place, among: Word.allCases.map(\.rawValue), what: what) else { return nil }
        return Word(rawValue: text)
    }

    mutating func readWord(_ place: Place, among words: [String], what: String = "word") -> String? {
        if isVariable(place) { return nil }
        guard let text = place.node.string else {
            refuse(place, expected: "one of \(Self.listed(words))")
            return nil
        }
        if words.contains(text) { return text }
        report("unknown \(what) \"\(Place.shortened(text))\"\(hint(for: text, among: words))", at: place)
        return nil
    }

    /// An error code that each of these APIs has, or any of all when none are given.
    ///
    /// With `answered` only one that an API answers with, so not those of a browser SDK.
    mutating func readCode(_ place: Place, of apis: [Vocabulary.API]? = nil, answered: Bool = true) -> RefusalCode? {
        if isVariable(place) { return nil }
        guard let text = readText(place, "an error code such as \"REJECT_CARD_COMPANY\"") else { return nil }
        let known = apis ?? vocabulary.apis
        guard let code = known.lazy.compactMap({ $0.code(text) }).first else {
            reportUnknown(text, at: place, of: known)
            return nil
        }
        if apis != nil, let other = known.first(where: { $0.code(text) == nil }) {
            reportForeign(text, at: place, to: other)
            return nil
        }
        guard code.httpStatus != nil || !answered else {
            report("\(text) has no HTTP status: the browser SDK reports it, the API never answers with it", at: place)
            return nil
        }
        return code
    }

    private mutating func reportUnknown(_ code: String, at place: Place, of apis: [Vocabulary.API]) {
        guard !vocabulary.apis.contains(where: { $0.code(code) != nil }) else {
            if let api = apis.first { reportForeign(code, at: place, to: api) }
            return
        }
        suggestionsLeft -= 1
        let isSearched = suggestionsLeft >= 0 && code.utf8.count <= 100
        let near = isSearched ? apis.lazy.compactMap { $0.suggestion(for: code) }.first : nil
        let hint = near.map { "; did you mean \($0)?" } ?? "; no code is spelled like that"
        report("unknown error code \(Place.shortened(code))\(hint)", at: place)
    }

    private mutating func reportForeign(_ code: String, at place: Place, to api: Vocabulary.API) {
        let owner = vocabulary.apis.first { $0.code(code) != nil }
        report("\(code) is a code of \(owner?.name ?? "another API"), and none of \(api.name)", at: place)
    }

    /// A suggestion when a known word is near, else all of them.
    mutating func hint(for text: String, among words: [String]) -> String {
        suggestionsLeft -= 1
        guard suggestionsLeft >= 0 else { return "" }
        if let near = Self.nearest(to: text, among: words) { return "; did you mean \"\(near)\"?" }
        return "; known here: \(Self.listed(words))"
    }

    /// The words in quotes, with commas.
    static func listed(_ words: [String]) -> String {
        words.map { "\"\($0)\"" }.joined(separator: ", ")
    }

    /// The word that differs least, by at most two letters, or a third of them when that is more.
    static func nearest(to text: String, among words: [String]) -> String? {
        guard text.utf8.count <= 60 else { return nil }
        let wanted = Array(text.lowercased().utf8)
        let limit = max(2, wanted.count / 3)
        let near = words.map { (word: $0, distance: editDistance(from: wanted, to: Array($0.lowercased().utf8))) }
            .min { $0.distance < $1.distance }
        return near.flatMap { $0.distance <= limit ? $0.word : nil }
    }
}
