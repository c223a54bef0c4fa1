extension Duration {
    /// `7 ms`, or `1.3 s` from a second on.
    package var inWords: String {
        let milliseconds = wholeMilliseconds
        return milliseconds < 1000 ? "\(milliseconds) ms" : "\(decimal(milliseconds / 100, places: 1)) s"
    }

    /// Seconds with three decimals, as reports for machines have them.
    var seconds: String { decimal(wholeMilliseconds, places: 3) }

    private var wholeMilliseconds: Int64 {
        let (seconds, attoseconds) = components
        return max(0, seconds * 1000 + attoseconds / 1_000_000_000_000_000)
    }
}

/// A whole number with a point before its last digits.
private func decimal(_ number: Int64, places: Int) -> String {
    let digits = String(number)
    let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
    return "\(padded.dropLast(places)).\(padded.suffix(places))"
}
