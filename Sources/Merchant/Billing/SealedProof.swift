internal import Encodings
internal import Crypto
internal import JSON
internal import TossAPI
internal import TossClient

/// A billing proof as an operation's request holds it.
///
/// An `authKey` is as good as the card for ten minutes, so it is sealed like a billing key.
struct SealedProof {
    let json: String

    init(_ proof: BillingProof, at place: KeyVault.Place, vault: KeyVault) throws(ShopError) {
        let bytes: [UInt8]
        switch proof {
        case .authKey(let authKey):
            let sealed = try vault.seal(authKey, at: place)
            bytes = JSONWriter.bytes {
                $0.object { json in
                    json.member("keyId", sealed.keyID)
                    json.member("iv", base64(sealed.iv))
                    json.member("ciphertext", base64(sealed.ciphertext))
                    json.member("tag", base64(sealed.tag))
                }
            }
        case .payment(let confirmation):
            bytes = JSONWriter.bytes {
                $0.object { json in
                    json.member("paymentKey", confirmation.paymentKey)
                    json.member("orderId", confirmation.orderId)
                    json.member("amount", confirmation.amount.amount)
                }
            }
        }
        json = String(decoding: bytes, as: UTF8.self)
    }

    static func open(
        _ operation: PaymentOperation,
        at place: KeyVault.Place,
        vault: KeyVault
    ) throws(ShopError) -> BillingProof {
        if let paymentKey = try? operation.text("paymentKey") {
            return .payment(
                Confirmation(
                    paymentKey: paymentKey,
                    orderId: try operation.text("orderId"),
                    amount: try operation.won("amount")
                )
            )
        }
        let sealed = KeyVault.Sealed(
            keyID: try operation.text("keyId"),
            iv: try bytes(operation, "iv"),
            ciphertext: try bytes(operation, "ciphertext"),
            tag: try bytes(operation, "tag")
        )
        return .authKey(try vault.open(sealed, at: place))
    }

    /// A one-way hash that tells whether a proof was brought before.
    static func fingerprint(of proof: BillingProof) -> String {
        let text =
            switch proof {
            case .authKey(let key): "authKey/\(key)"
            case .payment(let confirmation): "paymentKey/\(confirmation.paymentKey)"
            }
        let code = HMAC.authenticate(Array(text.utf8), key: Array("billing proof".utf8), using: .sha256)
        return hex(Array(code.prefix(16)))
    }

    private static func bytes(_ operation: PaymentOperation, _ name: String) throws(ShopError) -> [UInt8] {
        guard let bytes = decodeBase64(try operation.text(name)) else {
            throw .corrupt("operation \(operation.id) with a broken \(name)")
        }
        return bytes
    }
}
