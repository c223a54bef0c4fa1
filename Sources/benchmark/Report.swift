internal import JSON

/// The figures, in the order in which they were measured.
struct Report {
    private var sections: [(name: String, figures: [Figure])] = []

    struct Figure {
        let name: String
        let value: Double?
        /// How it is shown to people.
        let digits: Int
        let unit: String

        init(_ name: String, _ value: Double?, digits: Int = 0, unit: String = "") {
            self.name = name
            self.value = value
            self.digits = digits
            self.unit = unit
        }
    }

    /// Prints a section for people and keeps it for the last line.
    mutating func add(_ name: String, _ title: String, _ figures: [Figure]) {
        print(title)
        for figure in figures {
            let value = figure.value.map { decimal($0, digits: figure.digits) } ?? "not measured"
            let left = "  " + figure.name + String(repeating: " ", count: max(1, 34 - figure.name.count))
            print("\(left)\(value)\(figure.unit.isEmpty || figure.value == nil ? "" : " " + figure.unit)")
        }
        print("")
        sections.append((name, figures))
    }

    func printLine() {
        let bytes = JSONWriter.bytes { json in
            json.object { json in
                for section in sections {
                    json.name(dynamic: section.name)
                    json.object { json in
                        for figure in section.figures {
                            json.name(dynamic: figure.name)
                            if let value = figure.value {
                                json.number(JSONNumber(text: decimal(value, digits: figure.digits)))
                            } else {
                                json.null()
                            }
                        }
                    }
                }
            }
        }
        print(String(decoding: bytes, as: UTF8.self))
    }
}

func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    guard !sorted.isEmpty else { return 0 }
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/// A number with so many digits behind the point.
func decimal(_ value: Double, digits: Int) -> String {
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    let whole = Int64((value * scale).rounded())
    guard digits > 0 else { return "\(whole)" }
    let text = String(whole.magnitude)
    let padded = String(repeating: "0", count: max(0, digits + 1 - text.count)) + text
    return (whole < 0 ? "-" : "") + padded.dropLast(digits) + "." + padded.suffix(digits)
}
