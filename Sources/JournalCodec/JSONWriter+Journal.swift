internal import Encodings
package import JSON
package import TossAPI

/// How a journal writes the values that `JournalMembers` reads.
extension JSONWriter {
    /// Writes bytes as text where they are UTF-8, else as Base64 under the second name.
    package mutating func body(_ name: StaticString, _ base64Name: StaticString, _ bytes: [UInt8]) {
        if let text = validText(bytes.span) {
            member(name, text)
        } else {
            member(base64Name, base64(bytes))
        }
    }

    /// Writes two texts as one element of a list, such as a header.
    package mutating func pair(_ name: String, _ value: String) {
        array { json in
            json.string(name)
            json.string(value)
        }
    }

    /// Writes an instant exactly, as microseconds since 1970 in UTC.
    package mutating func exact(_ name: StaticString, _ instant: Instant?) { member(name, instant?.microseconds) }
}
