import Encodings
import Crypto
import Testing

@Suite(.timeLimit(.minutes(3))) struct ScryptTests {
    struct Vector: Sendable, CustomTestStringConvertible {
        let password: String
        let salt: String
        let n: Int
        let r: Int
        let p: Int
        let key: String
        var testDescription: String { "RFC 7914, n = \(n), r = \(r), p = \(p)" }
    }

    static let vectors = [
        Vector(
            password: "",
            salt: "",
            n: 16,
            r: 1,
            p: 1,
            key: "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"
                + "fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906"
        ),
        Vector(
            password: "password",
            salt: "NaCl",
            n: 1024,
            r: 8,
            p: 16,
            key: "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"
                + "2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640"
        ),
        Vector(
            password: "pleaseletmein",
            salt: "SodiumChloride",
            n: 16384,
            r: 8,
            p: 1,
            key: "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
                + "d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887"
        ),
    ]

    @Test(arguments: vectors) func `a derived key is the one of the standard`(vector: Vector) throws {
        let key = try scrypt(
            password: Array(vector.password.utf8),
            salt: Array(vector.salt.utf8),
            n: vector.n,
            r: vector.r,
            p: vector.p,
            length: 64
        )
        #expect(hex(key) == vector.key)
    }

    @Test func `more memory than the library takes by itself can be had`() throws {
        #expect(try scrypt(password: [1], salt: [2], n: 65536, r: 8, p: 1, length: 32).count == 32)
    }

    static let refused: [(n: Int, r: Int, p: Int, length: Int)] = [
        (0, 8, 1, 32), (1, 8, 1, 32), (3, 8, 1, 32), (-16, 8, 1, 32), (Int.min, 8, 1, 32), (16, 0, 1, 32),
        (16, 8, 0, 32), (16, 8, 1, 0), (16, 1 << 20, 1 << 20, 32), (16, Int.max, 1, 32), (16, 1, Int.max, 32),
    ]

    @Test(arguments: refused)
    func `parameters outside the standard are refused`(bad: (n: Int, r: Int, p: Int, length: Int)) {
        let error = CryptoError.scryptParameters(n: bad.n, r: bad.r, p: bad.p, length: bad.length)
        #expect(throws: error) {
            try scrypt(password: [1], salt: [2], n: bad.n, r: bad.r, p: bad.p, length: bad.length)
        }
    }
}
