import Crypto
import Testing

@Suite(.timeLimit(.minutes(3))) struct RandomBytesTests {
    @Test func `random bytes are as many as asked and never the same`() {
        #expect(randomBytes(0).isEmpty)
        #expect(randomBytes(32).count == 32)
        #expect(randomBytes(32) != randomBytes(32))
    }
}
