/// Takes away what a failing list does not need: halves first, then quarters, down to single elements.
///
/// `fails` is asked of ever shorter lists; the result still fails, and no single element can be left out of it.
func shrunk<Element>(_ list: [Element], while fails: ([Element]) throws -> Bool) rethrows -> [Element] {
    var list = list
    var size = max(1, list.count / 2)
    while true {
        var start = 0
        var hasShrunk = false
        while start < list.count {
            let rest = Array(list[..<start] + list[min(start + size, list.count)...])
            if try fails(rest) {
                list = rest
                hasShrunk = true
            } else {
                start += size
            }
        }
        if size == 1, !hasShrunk { return list }
        size = max(1, size / 2)
    }
}
