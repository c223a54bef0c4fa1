import Crypto
import Testing

@Suite(.timeLimit(.minutes(3))) struct AES256GCMTests {
    struct Vector: Sendable, CustomTestStringConvertible {
        let number: Int
        let key: [UInt8]
        let iv: [UInt8]
        let plaintext: [UInt8]
        let associatedData: [UInt8]
        let sealed: AES256GCM.Sealed
        var testDescription: String { "GCM specification, test case \(number)" }
    }

    static let longKey = bytes("feffe9928665731c6d6a8f9467308308 feffe9928665731c6d6a8f9467308308")
    static let longText = bytes(
        """
        d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72
        1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255
        """
    )
    static let longCiphertext = bytes(
        """
        522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa
        8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad
        """
    )

    static let vectors = [
        Vector(
            number: 13,
            key: Array(repeating: 0, count: 32),
            iv: Array(repeating: 0, count: 12),
            plaintext: [],
            associatedData: [],
            sealed: .init(ciphertext: [], tag: bytes("530f8afbc74536b9a963b4f1c4cb738b"))
        ),
        Vector(
            number: 14,
            key: Array(repeating: 0, count: 32),
            iv: Array(repeating: 0, count: 12),
            plaintext: Array(repeating: 0, count: 16),
            associatedData: [],
            sealed: .init(
                ciphertext: bytes("cea7403d4d606b6e074ec5d3baf39d18"),
                tag: bytes("d0d1c8a799996bf0265b98b5d48ab919")
            )
        ),
        Vector(
            number: 15,
            key: longKey,
            iv: bytes("cafebabefacedbaddecaf888"),
            plaintext: longText,
            associatedData: [],
            sealed: .init(ciphertext: longCiphertext, tag: bytes("b094dac5d93471bdec1a502270e3cc6c"))
        ),
        Vector(
            number: 16,
            key: longKey,
            iv: bytes("cafebabefacedbaddecaf888"),
            plaintext: Array(longText.dropLast(4)),
            associatedData: bytes("feedfacedeadbeeffeedfacedeadbeefabaddad2"),
            sealed: .init(
                ciphertext: Array(longCiphertext.dropLast(4)),
                tag: bytes("76fc6ece0f4e1768cddf8853bb2d551b")
            )
        ),
    ]

    @Test(arguments: vectors) func `sealing and opening are those of the specification`(vector: Vector) throws {
        let cipher = try AES256GCM(key: vector.key)
        let data = vector.associatedData
        #expect(try cipher.seal(vector.plaintext, iv: vector.iv, associatedData: data) == vector.sealed)
        #expect(try cipher.open(vector.sealed, iv: vector.iv, associatedData: data) == vector.plaintext)
    }

    @Test func `one changed bit anywhere opens nothing`() throws {
        let key = randomBytes(32)
        let iv = randomBytes(12)
        let cipher = try AES256GCM(key: key)
        let sealed = try cipher.seal([1, 2, 3], iv: iv, associatedData: [4])
        var otherKey = key
        otherKey[31] ^= 1
        var otherIV = iv
        otherIV[0] ^= 1
        var otherText = sealed
        otherText.ciphertext[2] ^= 1
        var otherTag = sealed
        otherTag.tag[15] ^= 1
        var shortTag = sealed
        shortTag.tag.removeLast(12)

        #expect(throws: CryptoError.notAuthentic) {
            try AES256GCM(key: otherKey).open(sealed, iv: iv, associatedData: [4])
        }
        #expect(throws: CryptoError.notAuthentic) { try cipher.open(sealed, iv: otherIV, associatedData: [4]) }
        #expect(throws: CryptoError.notAuthentic) { try cipher.open(sealed, iv: iv, associatedData: [5]) }
        for changed in [otherText, otherTag, shortTag] {
            #expect(throws: CryptoError.notAuthentic) { try cipher.open(changed, iv: iv, associatedData: [4]) }
        }
    }

    @Test(arguments: [0, 16, 31, 33]) func `a key of another size is refused`(size: Int) {
        #expect(throws: CryptoError.keySize(size, needed: 32)) {
            try AES256GCM(key: Array(repeating: 0, count: size))
        }
    }

    @Test(arguments: [0, 8, 11, 13, 16]) func `an initialization vector of another size is refused`(size: Int) throws {
        let cipher = try AES256GCM(key: Array(repeating: 0, count: 32))
        let iv = [UInt8](repeating: 0, count: size)
        #expect(throws: CryptoError.ivSize(size, needed: 12)) { try cipher.seal([1], iv: iv) }
    }
}
