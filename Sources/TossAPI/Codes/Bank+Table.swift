extension Bank {
    /// Every bank, then every securities house of the published list (documented).
    ///
    /// 토스머니 (`TOSS_MONEY`) is left out: the list gives it no code, and an account is answered with its bank's code.
    package static let all: [Bank] = banks + securities

    private static let banks: [Bank] = [
        Bank("39", "039", "경남", "KYONGNAMBANK", "경남은행"),
        Bank("34", "034", "광주", "GWANGJUBANK", "광주은행"),
        Bank("12", "012", "단위농협", "LOCALNONGHYEOP", "단위농협(지역농축협)"),
        Bank("32", "032", "부산", "BUSANBANK", "부산은행"),
        Bank("45", "045", "새마을", "SAEMAUL", "새마을금고"),
        Bank("64", "064", "산림", "SANLIM", "산림조합"),
        Bank("88", "088", "신한", "SHINHAN", "신한은행"),
        Bank("48", "048", "신협", "SHINHYEOP", "신협"),
        Bank("27", "027", "씨티", "CITI", "씨티은행"),
        Bank("20", "020", "우리", "WOORI", "우리은행"),
        Bank("71", "071", "우체국", "POST", "우체국예금보험"),
        Bank("50", "050", "저축", "SAVINGBANK", "저축은행중앙회"),
        Bank("37", "037", "전북", "JEONBUKBANK", "전북은행"),
        Bank("35", "035", "제주", "JEJUBANK", "제주은행"),
        Bank("90", "090", "카카오", "KAKAOBANK", "카카오뱅크"),
        Bank("89", "089", "케이", "KBANK", "케이뱅크"),
        Bank("92", "092", "토스", "TOSSBANK", "토스뱅크"),
        Bank("81", "081", "하나", "HANA", "하나은행"),
        Bank("54", "054", nil, "HSBC", "홍콩상하이은행"),
        Bank("03", "003", "기업", "IBK", "IBK기업은행"),
        // The short code is 06, not 04.
        Bank("06", "004", "국민", "KOOKMIN", "KB국민은행"),
        Bank("31", "031", "대구", "DAEGUBANK", "iM뱅크(대구)"),
        Bank("02", "002", "산업", "KDBBANK", "한국산업은행"),
        Bank("11", "011", "농협", "NONGHYEOP", "NH농협은행"),
        Bank("23", "023", "SC제일", "SC", "SC제일은행"),
        Bank("07", "007", "수협", "SUHYEOP", "Sh수협은행"),
    ]

    private static let securities: [Bank] = [
        Bank("S8", "261", "교보증권", "KYOBO_SECURITIES", "교보증권", isSecurities: true),
        Bank("SE", "267", "대신증권", "DAISHIN_SECURITIES", "대신증권", isSecurities: true),
        Bank("SK", "287", "메리츠증권", "MERITZ_SECURITIES", "메리츠증권", isSecurities: true),
        Bank("S5", "238", "미래에셋증권", "MIRAE_ASSET_SECURITIES", "미래에셋증권", isSecurities: true),
        Bank("SM", "290", "부국", "BOOKOOK_SECURITIES", "부국", isSecurities: true),
        Bank("S3", "240", "삼성증권", "SAMSUNG_SECURITIES", "삼성증권", isSecurities: true),
        Bank("SN", "291", "신영증권", "SHINYOUNG_SECURITIES", "신영증권", isSecurities: true),
        Bank(
            "S2",
            "278",
            "신한금융투자",
            "SHINHAN_INVESTMENT",
            "신한금융투자",
            newerName: "SHINHAN_SECURITIES",
            isSecurities: true
        ),
        // SECURITES: spelled this way in the published list.
        Bank("S0", "209", "유안타증권", "YUANTA_SECURITES", "유안타증권", isSecurities: true),
        Bank("SJ", "280", "유진투자증권", "EUGENE_INVESTMENT_AND_SECURITIES", "유진투자증권", isSecurities: true),
        Bank("SQ", "288", "카카오페이증권", "KAKAOPAY_SECURITIES", "카카오페이증권", isSecurities: true),
        Bank("SB", "264", "키움증권", "KIWOOM", "키움증권", isSecurities: true),
        Bank("ST", "271", "토스증권", "TOSS_SECURITIES", "토스증권", isSecurities: true),
        Bank("SR", "294", "펀드온라인코리아", "KOREA_FOSS_SECURITIES", "펀드온라인코리아", isSecurities: true),
        Bank("SH", "270", "하나금융투자", "HANA_INVESTMENT_AND_SECURITIES", "하나금융투자", isSecurities: true),
        Bank("S9", "262", "하이투자증권", "HI_INVESTMENT_AND_SECURITIES", "하이투자증권", isSecurities: true),
        Bank("S6", "243", "한국투자증권", "KOREA_INVESTMENT_AND_SECURITIES", "한국투자증권", isSecurities: true),
        Bank("SG", "269", "한화투자증권", "HANHWA_INVESTMENT_AND_SECURITIES", "한화투자증권", isSecurities: true),
        Bank("SA", "263", "현대차증권", "HYUNDAI_MOTOR_SECURITIES", "현대차증권", isSecurities: true),
        Bank("SI", "279", "DB금융투자", "DB_INVESTMENT_AND_SECURITIES", "DB금융투자", isSecurities: true),
        Bank("S4", "218", "KB증권", "KB_SECURITIES", "KB증권", isSecurities: true),
        Bank("SP", "227", "KTB투자증권", "DAOL_INVESTMENT_AND_SECURITIES", "다올투자증권", isSecurities: true),
        Bank("SO", "292", "LIG투자", "LIG_INVESTMENT_AND_SECURITIES", "LIG투자", isSecurities: true),
        Bank("SL", "247", "NH투자증권", "NH_INVESTMENT_AND_SECURITIES", "NH투자증권", isSecurities: true),
        Bank("SD", "266", "SK증권", "SK_SECURITIES", "SK증권", isSecurities: true),
    ]
}
