internal import Encodings
package import TossAPI

/// Who calls: step 1 of every Toss request.
///
/// Three failures look different (documented): 401 for a key nobody knows, 403 when the colon was forgotten before
/// encoding, and 400 `INVALID_API_KEY` for a known key that does not own the object, which is decided later.
package enum Authentication: Sendable, Equatable {
    case secret(MerchantKey)
    case refused(ErrorCode)

    /// Reads the value of an `Authorization` header.
    ///
    /// No header, another scheme, a client key, a live key and a key that is refused by its name are all 401
    /// `UNAUTHORIZED_KEY` (assumed; Toss publishes no answer for these).
    package init(header: String?) {
        guard let header, let text = Self.basicText(of: header) else {
            self = .refused(.unauthorizedKey)
            return
        }
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else {
            self = .refused(.incorrectBasicAuthFormat)
            return
        }
        // The password is empty; whatever stands there is not looked at.
        guard let key = MerchantKey(String(text[..<colon])), key.role == .secret, !key.isRefusedByName else {
            self = .refused(.unauthorizedKey)
            return
        }
        self = .secret(key)
    }

    /// The decoded text of `Basic …`; nil for another scheme, broken base64 or bytes that are no text.
    package static func basicText(of header: String) -> String? {
        let parts = header.utf8.split(separator: UInt8(ascii: " "))
        guard parts.count == 2, equalIgnoringCase(String(Substring(parts[0])), "basic"),
            let bytes = decodeBase64(Substring(parts[1]).utf8.span, .standard, .lenient)
        else {
            return nil
        }
        return validText(bytes.span)
    }
}
