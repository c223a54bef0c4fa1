internal import Encodings
internal import Crypto
internal import JSON
internal import TossAPI

/// A billing proof as an operation's request holds it.
///
/// A consent such as Toss's `authKey` is as good as the card for ten minutes, so it is sealed like a billing key.
struct SealedProof {
    let json: String

    init(_ proof: MeansProof, at place: KeyVault.Place, vault: KeyVault) throws(ShopError) {
        let bytes: [UInt8]
        switch proof {
        case .consent(let consent):
            let sealed = try vault.seal(consent, at: place)
            bytes = JSONWriter.bytes {
                $0.object { json in
                    json.member("keyId", sealed.keyID)
                    json.member("iv", base64(sealed.iv))
                    json.member("ciphertext", base64(sealed.ciphertext))
                    json.member("tag", base64(sealed.tag))
                }
            }
        case .payment(let settlement):
            bytes = JSONWriter.bytes {
                $0.object { json in
                    json.member("paymentKey", settlement.paymentKey)
                    json.member("orderId", settlement.orderID)
                    json.member("amount", settlement.amount.amount)
                }
            }
        }
        json = String(decoding: bytes, as: UTF8.self)
    }

    static func open(
        _ operation: PaymentOperation,
        at place: KeyVault.Place,
        vault: KeyVault
    ) throws(ShopError) -> MeansProof {
        if let paymentKey = try? operation.text("paymentKey") {
            return .payment(
                Settlement(
                    paymentKey: paymentKey,
                    orderID: try operation.text("orderId"),
                    amount: try operation.won("amount")
                )
            )
        }
        guard let node = try? JSONNode(parsing: operation.request), let sealed = sealed(in: node) else {
            throw .corrupt("operation \(operation.id) without a proof")
        }
        return .consent(try vault.open(sealed, at: place))
    }

    /// The same request sealed with the current key; nil when nothing in it is sealed with another one.
    static func resealed(_ request: String, at place: KeyVault.Place, vault: KeyVault) throws(ShopError) -> String? {
        guard let node = try? JSONNode(parsing: request), let sealed = sealed(in: node), vault.isOutdated(sealed)
        else { return nil }
        return try SealedProof(.consent(try vault.open(sealed, at: place)), at: place, vault: vault).json
    }

    private static func sealed(in request: JSONNode) -> KeyVault.Sealed? {
        func bytes(_ name: String) -> [UInt8]? { request[name]?.string.flatMap { decodeBase64($0) } }
        guard let keyID = request["keyId"]?.string, let iv = bytes("iv"), let ciphertext = bytes("ciphertext"),
            let tag = bytes("tag")
        else { return nil }
        return KeyVault.Sealed(keyID: keyID, iv: iv, ciphertext: ciphertext, tag: tag)
    }

    /// A one-way hash that tells whether a proof was brought before.
    static func fingerprint(of proof: MeansProof) -> String {
        let text =
            switch proof {
            case .consent(let key): "authKey/\(key)"
            case .payment(let settlement): "paymentKey/\(settlement.paymentKey)"
            }
        let code = HMAC.authenticate(Array(text.utf8), key: Array("billing proof".utf8), using: .sha256)
        return hex(Array(code.prefix(16)))
    }
}
