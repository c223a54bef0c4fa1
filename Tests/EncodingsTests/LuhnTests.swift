import Encodings
import Testing

@Suite(.timeLimit(.minutes(3))) struct LuhnTests {
    static let samples: [(digits: String, passes: Bool)] = [
        ("4242424242424242", true), ("4242424242424241", false), ("79927398713", true), ("79927398710", false),
        ("0", true), ("18", true), ("81", false), ("000", true), ("59", true), ("95", false),
        ("", false), ("4242 4242", false), ("４２", false), ("42a", false), ("/", false), (":", false), ("-18", false),
    ]

    @Test(arguments: samples)
    func `the sum is that of digits and nothing else`(digits: String, passes: Bool) {
        #expect(passesLuhn(digits) == passes)
    }
}
