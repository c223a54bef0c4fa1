/// The words behind a command's name, sorted into options and operands.
package struct Arguments {
    private var values: [String: [String]] = [:]
    /// The words that are neither an option nor its value.
    package private(set) var operands: [String] = []

    init(_ words: [String], form: CommandForm) throws(UsageError) {
        var rest = words[...]
        while let word = rest.popFirst() {
            guard word.hasPrefix("--"), word != "--" else {
                guard !word.hasPrefix("-") || word == "-" || word == "--" else {
                    throw UsageError("there is no option \(word).")
                }
                if word == "--" { operands += rest; break }
                operands.append(word)
                continue
            }
            let parts = word.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = String(parts[0])
            guard let option = form.options.first(where: { $0.name == name }) else {
                throw UsageError("there is no option --\(name).")
            }
            if option.value == nil {
                guard parts.count == 1 else { throw UsageError("--\(name) takes no value.") }
                values[name, default: []].append("")
            } else if let value = parts.count > 1 ? String(parts[1]) : rest.popFirst() {
                values[name, default: []].append(value)
            } else {
                throw UsageError("--\(name) needs a value (\(option.value ?? "")).")
            }
        }
        guard form.operands.contains(operands.count) else {
            let wanted = form.operands.upperBound == 0 ? "no operands" : form.usage
            throw UsageError("expected \(wanted); found \(operands.count) operand(s).")
        }
    }

    /// The value of an option, the last one when it was given again.
    package subscript(name: String) -> String? { values[name]?.last }

    /// Every value of an option, in order.
    package func all(_ name: String) -> [String] { values[name] ?? [] }

    /// Whether an option was given.
    package func has(_ name: String) -> Bool { values[name] != nil }

    /// The value of an option that takes a whole number.
    package func integer(_ name: String, in range: ClosedRange<Int>) throws(UsageError) -> Int? {
        guard let text = self[name] else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw UsageError(
                "--\(name) must be a whole number from \(range.lowerBound) to \(range.upperBound), not \(text)."
            )
        }
        return number
    }
}

extension String {
    /// The text with blanks behind it, for columns.
    package func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
