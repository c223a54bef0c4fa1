/// What RFC 8259 leaves open, so that implementations differ: what we do, and why.
extension Document {
    static let debated: [Document] = [
        // A value of any kind is a text: since RFC 7159. Before, it had to be a list or an object.
        taken("a number alone", "42"),
        taken("a string alone", #""a""#),

        // Numbers have no bounds here: they stay the text that they were, and who wants an integer is told when it is
        // none. Others round, or make zero or infinity of them.
        taken("a number beyond a double", "1e400"),
        taken("a negative number beyond a double", "-1e400"),
        taken("a number below a double", "1e-400"),
        taken("a number beyond 64 bits", "18446744073709551616"),
        taken("a number beyond 53 bits", "9007199254740993"),
        taken("more digits than a double has", "0.1000000000000000055511151231257827"),
        taken("an exponent beyond 64 bits", "1e99999999999999999999"),
        taken("a thousand digits", String(repeating: "1234567890", count: 100)),
        taken("a minus before zero", "-0"),
        taken("a minus before zero with a fraction", "-0.0"),

        // Duplicate names: others take the first or the last. A gateway must not guess which of two amounts was meant.
        refused("a name that occurs twice", #"{"a":1,"a":2}"#, at: 7),
        refused("a name that occurs twice with one value", #"{"a":1,"a":1}"#, at: 7),
        refused("a name that occurs twice, once as an escape", #"{"a":1,"\u0061":2}"#, at: 7),
        refused("a name that occurs twice further down", #"[{"b":{"a":1,"c":2,"a":3}}]"#, at: 19),
        refused("an empty name that occurs twice", #"{"":1,"":2}"#, at: 6),
        // As a person reads them, and as Swift compares them, these are one name.
        refused("a name that occurs twice, once with a combining accent", "{\"\u{E9}\":1,\"e\u{301}\":2}", at: 8),
        refused(
            "a name that occurs twice among many",
            "{" + (0..<40).map { "\"n\($0)\":0" }.joined(separator: ",") + ",\"n3\":1}",
            at: 311
        ),
        taken("an empty name", #"{"":1}"#),

        // Half a surrogate pair is no character: what others keep, or replace, could never be sent on as UTF-8.
        refused("the first half of a pair", #""\ud800""#, at: 1),
        refused("the second half of a pair", #""\uDC00""#, at: 1),
        refused("the first half of a pair before a letter", #""a\ud800b""#, at: 2),
        refused("the first half of a pair before another escape", #""\ud800\n""#, at: 1),
        refused("the first half of a pair twice", #""\ud800\ud800""#, at: 1),
        refused("a pair in the wrong order", #""\udc00\ud800""#, at: 1),
        refused("the first half of a pair before a letter as an escape", #""\ud83d\u0041""#, at: 1),
        refused("the first half of a pair in a name", #"{"\ud800":1}"#, at: 2),

        // Characters that mean nothing are characters.
        taken("a character that is none", #""\uffff\ufdd0""#, written: "\"\(noCharacters)\""),
        taken("a NUL as an escape", #""a\u0000b""#),
        taken("delete, which is no control character to JSON", "\"\u{7F}\""),
        taken("control characters beyond ASCII", "\"\u{80}\u{9F}\""),
        taken("separators that end a line in JavaScript", "\"\u{2028}\u{2029}\""),
        taken("a byte order mark in a string", "\"\u{FEFF}\""),

        // A byte order mark must not be sent, and may be ignored (section 8.1). Nobody sends it, so it is a mistake.
        refused("a byte order mark before", "\u{FEFF}{}", at: 0),
        refused("a byte order mark alone", "\u{FEFF}", at: 0),
        refused("a byte order mark behind", "{}\u{FEFF}", at: 2),

        // UTF-8 alone is JSON between systems (section 8.1).
        refused("UTF-16 with a mark", bytes: [0xFF, 0xFE, 0x5B, 0x00, 0x5D, 0x00], at: 0),
        refused("UTF-16 without a mark", bytes: [0x5B, 0x00, 0x5D, 0x00], at: 1),
        refused("UTF-16 with the other end first", bytes: [0x00, 0x5B, 0x00, 0x5D], at: 0),
        refused("UTF-32", bytes: [0x5B, 0x00, 0x00, 0x00, 0x5D, 0x00, 0x00, 0x00], at: 1),

        // A NUL behind ends the text for those who hand it over as C does.
        refused("a NUL behind", "{}\0", at: 2),

        // No bound but the size of a request, which the server has.
        taken("a long string", "\"" + String(repeating: "한", count: 100_000) + "\""),
    ]

    /// U+FFFF and U+FDD0, which no literal may hold.
    private static let noCharacters = String(decoding: [0xFFFF, 0xFDD0] as [UInt16], as: UTF16.self)
}
