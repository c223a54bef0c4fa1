import Encodings
import Testing

@Suite(.timeLimit(.minutes(3))) struct FNV1aTests {
    /// From the test vectors that its authors publish.
    static let vectors: [(text: String, hash: UInt64)] = [
        ("", 0xCBF2_9CE4_8422_2325), ("a", 0xAF63_DC4C_8601_EC8C), ("b", 0xAF63_DF4C_8601_F1A5),
        ("c", 0xAF63_DE4C_8601_EFF2), ("fo", 0x0898_5907_B541_D342), ("foo", 0xDCB2_7518_FED9_D577),
        ("foob", 0xDD12_0E79_0C25_12AF), ("fooba", 0xCAC1_65AF_A2FE_F40A), ("foobar", 0x8594_4171_F739_67E8),
        ("\0", 0xAF63_BD4C_8601_B7DF), ("chongo was here!\n", 0x4681_0940_EFF5_F915),
    ]

    @Test(arguments: vectors) func `the published hashes come out`(text: String, hash: UInt64) {
        #expect(FNV1a.hash(of: text) == hash)
        #expect(FNV1a.hash(of: Array(text.utf8)) == hash)
    }

    @Test func `a hash goes on where it was left`() {
        var hash = FNV1a()
        hash.add("foo")
        var rest = FNV1a(from: hash.value)
        rest.add([UInt8]("bar".utf8))
        #expect(rest.value == FNV1a.hash(of: "foobar"))
    }
}
