/// The text that bytes spell in UTF-8; nil when they are none.
package func validText(_ bytes: Span<UInt8>) -> String? {
    // `String(validating:as:)` goes scalar by scalar where it is not specialised.
    do {
        return String(copying: try UTF8Span(validating: bytes))
    } catch {
        return nil
    }
}
