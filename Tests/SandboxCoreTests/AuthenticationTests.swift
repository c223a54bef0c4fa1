import Foundation
import SandboxCore
import Testing
import TossAPI

@Suite struct AuthenticationTests {
    static func basic(_ text: String) -> String { "Basic " + Data(text.utf8).base64EncodedString() }

    static let refused: [(String?, ErrorCode)] = [
        (nil, .unauthorizedKey), ("", .unauthorizedKey), ("Bearer abc", .unauthorizedKey), ("Basic", .unauthorizedKey),
        ("Basic !!!", .unauthorizedKey), ("Basic QQ=A", .unauthorizedKey),
        (basic("test_sk_a"), .incorrectBasicAuthFormat),
        (basic("test_ck_a:"), .unauthorizedKey), (basic("live_sk_a:"), .unauthorizedKey),
        (basic("test_sk_:"), .unauthorizedKey),
        (basic("test_sk_invalid:"), .unauthorizedKey), (basic("test_sk_unknown_1:"), .unauthorizedKey),
        (basic("\u{FEFF}test_sk_a:"), .unauthorizedKey), (basic("test_sk_a b:"), .unauthorizedKey),
        (basic(":"), .unauthorizedKey),
    ]

    @Test(arguments: refused)
    func `three failures look different`(header: String?, code: ErrorCode) {
        #expect(Authentication(header: header) == .refused(code))
    }

    @Test(arguments: ["test_sk_a:", "test_gsk_b:", "test_ak_c:", "test_sk_a:password"])
    func `a secret key of the test environment is let in`(text: String) throws {
        guard case .secret(let key) = Authentication(header: Self.basic(text)) else {
            Issue.record("refused")
            return
        }
        #expect(text.hasPrefix(key.text + ":"))
        #expect(Authentication(header: Self.basic(text).replacing("Basic", with: "basic")) == .secret(key))
    }

    @Test func `the documented keys open the default sandbox`() {
        for text in MerchantKey.documented { #expect(MerchantKey(text)?.ownSandbox == "default") }
        #expect(MerchantKey("test_gck_alpha")?.ownSandbox == "alpha")
        #expect(MerchantKey("test_gck_alpha")?.kind == .widget)
    }
}
