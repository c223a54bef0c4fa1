import Merchant
import Testing

@Suite struct PasswordRuleTests {
    @Test(arguments: [
        "short", "password", "Password1", "P@ssw0rd!", "passw0rd123", "12345678", "87654321", "19900101", "01012345678",
        "qwertyui", "QWERTYUIOP", "poiuytrewq", "1q2w3e4r", "1qaz2wsx", "abcdefgh", "aaaaaaaaaa", "abababab",
        "abcabcabc", "iloveyou1", "letmein123", "welcome1!", "admin1234", "asdf1234", "qwer1234", "dkssudgktpdy",
        "kim@example.com", "KIM@EXAMPLE.COM", "samsung2026", "tossbox1", "changeme!", "1234qwer", "abcd1234",
        "zaq12wsx",
    ]) func `what a guesser tries first is refused`(password: String) {
        #expect(PasswordRule.objection(to: password, email: EmailAddress("kim@example.com")) != nil)
    }

    @Test(arguments: [
        ("kimchi", "kimchi12"), ("kimchi", "12kimchi34"), ("kimchi", "KimChi!!"), ("kimchi", "kimchi@b.cd"),
    ])
    func `the name of the address is no password`(name: String, password: String) {
        #expect(PasswordRule.objection(to: password, email: EmailAddress("\(name)@b.cd")) != nil)
    }

    @Test(arguments: [
        "correct horse", "a good password", "opensesame-7f3a", "I was here first", "vR7#kq2Lw", "나는 오늘 밥을 먹었다",
        "kimchi stew with rice", "tr0ub4dor&3", "staple battery", "483920175638",
    ]) func `what nobody tries first will do`(password: String) {
        #expect(PasswordRule.objection(to: password, email: EmailAddress("kimchi@b.cd")) == nil)
    }
}
