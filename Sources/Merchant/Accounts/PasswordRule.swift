/// What a new password must be.
///
/// Long enough, and not among the first that a guesser tries: that is what NIST SP 800-63B asks for, and nothing about
/// kinds of characters.
package enum PasswordRule {
    /// In characters.
    package static let shortest = 8
    /// In bytes, so that nobody keeps the hash busy with megabytes.
    package static let longest = 256

    /// What is wrong with a password for the account with an address, or nil.
    package static func objection(to password: String, email: EmailAddress? = nil) -> String? {
        if password.unicodeScalars.count < shortest { return "password must have at least \(shortest) characters" }
        if password.utf8.count > longest { return "password may have at most \(longest) bytes" }
        if let email, isMadeOf(email, password) { return "password must not be made of the e-mail address" }
        if isGuessable(password) { return "password is one of the first that a guesser tries; take another" }
        return nil
    }

    /// The address, or its name with hardly anything before or behind it.
    private static func isMadeOf(_ email: EmailAddress, _ password: String) -> Bool {
        let plain = password.lowercased()
        guard plain != email.description else { return true }
        let name = String(email.description.prefix { $0 != "@" })
        guard name.utf8.count >= 3, let place = plain.firstRange(of: name) else { return false }
        return plain.utf8.count - plain[place].utf8.count <= 4
    }

    private static func isGuessable(_ password: String) -> Bool {
        let plain = password.lowercased()
        let scalars = Array(plain.unicodeScalars.map(\.value))
        let isNumber = scalars.allSatisfy { (0x30...0x39).contains($0) }
        // Days of birth, telephone numbers, and what is left are few enough to try them all.
        if isNumber && scalars.count < 12 || Set(scalars).count < 5 || isOneWalk(plain) { return true }
        // A half that repeats is no more than the half.
        for period in 1...(scalars.count / 2) where scalars.count.isMultiple(of: period) && period < shortest {
            if scalars.indices.dropFirst(period).allSatisfy({ scalars[$0] == scalars[$0 - period] }) { return true }
        }
        return stems(of: plain).contains { common.contains($0) }
    }

    /// Whether it is a walk over keys or letters that lie side by side, there or back.
    private static func isOneWalk(_ plain: String) -> Bool {
        walks.contains { $0.contains(plain) || String($0.reversed()).contains(plain) }
    }

    /// The word in it: without digits and signs around it, and with those within read as the letters they stand for.
    private static func stems(of plain: String) -> [String] {
        let trimmed = plain.drop { !$0.isLetter }.reversed().drop { !$0.isLetter }.reversed()
        let read = { (text: String) in String(text.map { letters[$0] ?? $0 }) }
        return [plain, String(trimmed), read(plain), read(String(trimmed))]
    }

    private static let letters: [Character: Character] = [
        "0": "o", "1": "i", "!": "i", "3": "e", "4": "a", "@": "a", "5": "s", "$": "s", "7": "t",
    ]

    private static let walks = [
        "12345678901234567890", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm", "1qaz2wsx3edc4rfv5tgb",
        "1q2w3e4r5t6y7u8i9o0p", "qazwsxedcrfvtgbyhnujm", "qweasdzxc123qweasdzxc", "zaq12wsxcde3", "asdf1234asdf1234",
        "qwer1234qwer1234", "1234qwer1234qwer", "abcd1234abcd1234", "1234abcd1234abcd", "123abc456def", "aa123456aa",
        "a1b2c3d4e5f6g7h8", "1a2b3c4d5e6f7g8h", "q1w2e3r4t5y6u7i8o9p0",
    ]

    /// Of the lists of passwords that were found out, the words that come back with digits and signs around them; the
    /// Korean ones are what comes out when Hangul is typed on a keyboard of Latin letters.
    private static let common: Set<String> = [
        "password", "passwort", "passwd", "passphrase", "qwerty", "qwertyuiop", "qwertz", "azerty", "asdfgh",
        "asdfghjkl", "zxcvbnm", "zxcvbn", "iloveyou", "loveyou", "lovely", "welcome", "admin", "administrator", "root",
        "letmein", "monkey", "dragon", "football", "baseball", "basketball", "soccer", "sunshine", "princess",
        "master", "superman", "batman", "spiderman", "pokemon", "trustno", "abc", "abcd", "abcde", "abcdef", "test",
        "tester", "testing", "testtest", "login", "secret", "default", "changeme", "change", "guest", "user",
        "username", "hello", "helloworld", "whatever", "computer", "internet", "samsung", "naver", "kakao", "google",
        "facebook", "starwars", "shadow", "michael", "jennifer", "jordan", "charlie", "daniel", "ashley", "jessica",
        "michelle", "liverpool", "chelsea", "arsenal", "freedom", "mustang", "corvette", "ferrari", "mercedes",
        "summer", "winter", "spring", "autumn", "monday", "friday", "january", "december", "cookie", "chocolate",
        "butterfly", "flower", "babygirl", "angel", "jesus", "access", "killer", "hunter", "ninja", "qwe", "asd", "zxc",
        "asdf", "qwer", "zxcv", "korea", "seoul", "busan", "toss", "tossbox", "tosspayments", "payment", "merchant",
        "shop", "passpass", "temp", "temporary", "demo", "sample", "example", "nopassword", "mypassword",
        "yourpassword", "newpassword", "adminadmin", "rootroot", "dkssud", "dkssudgktpdy", "tkfkdgo", "tkfkd",
        "qlalfqjsgh", "rkskek", "gksrnr", "eoalsrnr", "dlstod", "vkdnj", "gkskfn",
    ]
}
