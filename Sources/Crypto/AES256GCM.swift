import COpenSSL

/// Secrecy and authenticity in one: AES with a 256-bit key in Galois/Counter Mode (NIST SP 800-38D).
package struct AES256GCM: Sendable {
    /// What sealing makes.
    package struct Sealed: Sendable, Equatable {
        /// The hidden text, as long as the plain one.
        package var ciphertext: [UInt8]

        /// Sixteen bytes that prove text and associated data.
        package var tag: [UInt8]

        /// Puts together what was stored or sent apart.
        package init(ciphertext: [UInt8], tag: [UInt8]) {
            self.ciphertext = ciphertext
            self.tag = tag
        }
    }

    /// The bytes of a key.
    package static let keySize = 32

    /// The bytes of an initialization vector.
    package static let ivSize = 12

    /// The bytes of a tag; a shorter one opens nothing.
    package static let tagSize = 16

    private let key: [UInt8]

    /// Takes a key of 32 bytes.
    package init(key: [UInt8]) throws(CryptoError) {
        guard key.count == Self.keySize else { throw .keySize(key.count, needed: Self.keySize) }
        self.key = key
    }

    /// Hides `plaintext` and binds `associatedData`, which stays readable, to it.
    ///
    /// The vector has 12 bytes and must never be used twice with one key, or both texts are open: take it from
    /// `randomBytes`, and change the key before 2^32 texts.
    package func seal(_ plaintext: [UInt8], iv: [UInt8], associatedData: [UInt8] = []) throws(CryptoError) -> Sealed {
        let context = try CipherContext.make()
        try context.begin(key: key, iv: iv, isSealing: true)
        try context.bind(associatedData)
        let ciphertext = try context.update(plaintext)
        let isWhole = context.finish()
        guard isWhole else { throw CryptoError.last() }
        return Sealed(ciphertext: ciphertext, tag: try context.tag())
    }

    /// Opens what `seal` made, or throws `.notAuthentic` and lets nothing out.
    package func open(_ sealed: Sealed, iv: [UInt8], associatedData: [UInt8] = []) throws(CryptoError) -> [UInt8] {
        // The library would take a tag of one byte, which is guessed at the 256th try.
        guard sealed.tag.count == Self.tagSize else { throw .notAuthentic }
        let context = try CipherContext.make()
        try context.begin(key: key, iv: iv, isSealing: false)
        try context.bind(associatedData)
        let plaintext = try context.update(sealed.ciphertext)
        try context.expect(tag: sealed.tag)
        guard context.finish() else { throw .notAuthentic }
        return plaintext
    }
}

/// The library's state of one operation, freed exactly once because it cannot be copied.
@safe private struct CipherContext: ~Copyable {
    private let handle: OpaquePointer

    static func make() throws(CryptoError) -> CipherContext {
        guard let handle = unsafe EVP_CIPHER_CTX_new() else { throw CryptoError.last() }
        return unsafe CipherContext(adopting: handle)
    }

    private init(adopting handle: OpaquePointer) { unsafe self.handle = handle }

    deinit { unsafe EVP_CIPHER_CTX_free(handle) }

    func begin(key: [UInt8], iv: [UInt8], isSealing: Bool) throws(CryptoError) {
        guard iv.count == AES256GCM.ivSize else { throw .ivSize(iv.count, needed: AES256GCM.ivSize) }
        try CryptoError.check(
            unsafe EVP_CipherInit_ex(handle, EVP_aes_256_gcm(), nil, key, iv, isSealing ? 1 : 0)
        )
    }

    func bind(_ associatedData: [UInt8]) throws(CryptoError) {
        guard !associatedData.isEmpty else { return }
        var written: Int32 = 0
        let count = try size(of: associatedData)
        try CryptoError.check(unsafe EVP_CipherUpdate(handle, nil, &written, associatedData, count))
    }

    func update(_ input: [UInt8]) throws(CryptoError) -> [UInt8] {
        guard !input.isEmpty else { return [] }
        var output = [UInt8](repeating: 0, count: input.count)
        var written: Int32 = 0
        let count = try size(of: input)
        try CryptoError.check(unsafe EVP_CipherUpdate(handle, &output, &written, input, count))
        return output
    }

    /// Ends the operation; when opening, false means that the tag does not match.
    func finish() -> Bool {
        var rest = [UInt8](repeating: 0, count: Int(EVP_MAX_BLOCK_LENGTH))
        var written: Int32 = 0
        return unsafe EVP_CipherFinal_ex(handle, &rest, &written) == 1
    }

    func tag() throws(CryptoError) -> [UInt8] {
        var tag = [UInt8](repeating: 0, count: AES256GCM.tagSize)
        try CryptoError.check(unsafe EVP_CIPHER_CTX_ctrl(handle, EVP_CTRL_GCM_GET_TAG, CInt(tag.count), &tag))
        return tag
    }

    func expect(tag: [UInt8]) throws(CryptoError) {
        var tag = tag
        try CryptoError.check(unsafe EVP_CIPHER_CTX_ctrl(handle, EVP_CTRL_GCM_SET_TAG, CInt(tag.count), &tag))
    }

    private func size(of bytes: [UInt8]) throws(CryptoError) -> CInt {
        guard let size = CInt(exactly: bytes.count) else { throw .tooLong(bytes.count) }
        return size
    }
}
