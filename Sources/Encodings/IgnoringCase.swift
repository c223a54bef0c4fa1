/// Whether two ASCII texts are the same but for the case of their letters, as names of headers are.
///
/// Asked of every header of every request, so it looks at bytes where they lie.
package func equalIgnoringCase(_ left: String, _ right: String) -> Bool {
    let (left, right) = (left.utf8.span, right.utf8.span)
    guard left.count == right.count else { return false }
    for index in left.indices where left[index] != right[index] {
        let letter = left[index] | 0x20
        guard letter == right[index] | 0x20, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(letter) else {
            return false
        }
    }
    return true
}
