extension ErrorCatalogue {
    /// The code that `text` was probably meant to be, or nil when none is near.
    ///
    /// Near is an edit distance of at most 3, or of a third of the text's length when that is more. Of equally near
    /// codes the first in the alphabet wins. Upper and lower case, and `-` and `_`, are the same.
    package static func suggestion(for text: String) -> ErrorCode? {
        let wanted = text.utf8.map { $0 == 0x2D ? 0x5F : (0x61...0x7A).contains($0) ? $0 - 0x20 : $0 }
        // No code is so long that a longer text could be near it; and a header may be of any length.
        guard wanted.count <= 100 else { return nil }
        let limit = max(3, wanted.count / 3)
        var nearest: (distance: Int, code: ErrorCode)?
        for code in ErrorCode.allCases {
            let candidate = Array(code.rawValue.utf8)
            guard abs(candidate.count - wanted.count) <= limit else { continue }
            let distance = editDistance(from: wanted, to: candidate)
            guard distance <= limit else { continue }
            if let best = nearest, (best.distance, best.code.rawValue) < (distance, code.rawValue) { continue }
            nearest = (distance, code)
        }
        return nearest?.code
    }
}

/// How many single letters must be inserted, removed or replaced.
package func editDistance(from source: [UInt8], to target: [UInt8]) -> Int {
    // One row of the usual table at a time: `row[i]` is the distance to the first i letters of the target.
    var row = Array(0...target.count)
    for (index, letter) in source.enumerated() {
        var diagonal = row[0]
        row[0] = index + 1
        for column in target.indices {
            let replaced = diagonal + (target[column] == letter ? 0 : 1)
            diagonal = row[column + 1]
            row[column + 1] = min(replaced, diagonal + 1, row[column] + 1)
        }
    }
    return row[target.count]
}
