extension ErrorRow {
    /// The seventeen texts of `ntsError`: what the tax office may answer for a cash receipt, each with its own mark.
    static let taxOfficeWordings: [Wording] = [
        Wording(
            at: [.cashReceiptFailure],
            ko: "[TS1] 신분확인정보 자릿수 오류",
            en: "[TS1] Incorrect customer identity number length"
        ),
        Wording(at: [.cashReceiptFailure], ko: "[TS2] 카드정보 자릿수 오류", en: "[TS2] Incorrect card number length"),
        Wording(
            at: [.cashReceiptFailure],
            ko: "[TS3] 제외업종사업자와 거래한 현금결제내역",
            en: "[TS3] Cash transaction with a business not eligible for tax reduction"
        ),
        Wording(at: [.cashReceiptFailure], ko: "[TS4] 매출금액 입력오류 또는 거래금액 총합계 입력오류.", en: "[TS4] Amount error"),
        Wording(
            at: [.cashReceiptFailure],
            ko: "[TS5] 승인번호, 거래일자 중복 오류",
            en: "[TS5] Duplicated approval key and transaction date"
        ),
        Wording(at: [.cashReceiptFailure], ko: "[TS6] 거래일자 오류", en: "[TS6] Transaction date error"),
        Wording(
            at: [.cashReceiptFailure],
            ko: "[TS7] 가맹점 사업자등록번호 미등록 오류 또는 현금영수증사업자의 승인코드가 불일치한 경우",
            en: "[TS7] The business number does not exist or does not match the business number on the cash receipt."
        ),
        Wording(
            at: [.cashReceiptFailure],
            ko: "[TS8] Layout 오류(Record 항목별 입력 값 오류)",
            en: "[TS8] Layout error: Incorrect values for record fields"
        ),
        Wording(
            at: [.cashReceiptFailure],
            ko: "[TSC] 취소거래인 경우 원 승인거래 승인번호, 거래일자가 국세청에 미존재",
            en: """
                [TSC] The cancel transaction’s approval key and transaction date are not registered in the National \
                Tax Service.
                """
        ),
        Wording(
            at: [.cashReceiptFailure],
            ko: "[TSD] 승인거래이면서 당초승인번호, 당초거래일자, 취소사유 입력",
            en: """
                [TSD] The cancel reason, original approval key, and original transaction date fields are given in an \
                approval transaction.
                """
        ),
        Wording(
            at: [.cashReceiptFailure],
            ko: "[TSE] 취소거래와 승인거래의 가맹점 사업자등록번호 불일치",
            en: "[TSE] The business number of the cancel and approval transactions do not match."
        ),
        Wording(
            at: [.cashReceiptFailure],
            ko: "[TSF] 취소거래와 승인거래의 거래자구분 불일치",
            en: "[TSF] The customer type of the cancel and approval transactions do not match."
        ),
        Wording(
            at: [.cashReceiptFailure],
            ko: "[TSG] 취소거래와 승인거래의 거래금액 총합계 불일치",
            en: "[TSG] The amounts of the cancel and approval transactions do not add up to the total amount."
        ),
        Wording(
            at: [.cashReceiptFailure],
            ko: "[TSH] 취소거래와 승인거래의 신분확인 불일치",
            en: "[TSH] The customer identity of the cancel and approval transactions do not match."
        ),
        Wording(
            at: [.cashReceiptFailure],
            ko: "[TSN] 대중교통 및 도서·공연비 여부가 ‘C’이나, 해당 가맹점이 도서·공연비 사업자 명단에 없는 경우",
            en: """
                [TSN] The public transportation, book, performance ticket field value is ‘C’, but the business is not \
                eligible for books and performance ticket tax deductions.
                """
        ),
        Wording(
            at: [.cashReceiptFailure],
            ko: "[TSO] 대중교통 및 도서·공연비 여부가 ‘Y’이나, 해당 가맹점이 도서·공연비 사업자 명단에 있는 경우",
            en: """
                [TSO] The public transportation, book, performance ticket field value is ‘Y’, but the business is \
                eligible for books and performance ticket tax deductions.
                """
        ),
        Wording(at: [.cashReceiptFailure], ko: "[XXX] 정의 안된 오류", en: "[XXX] Undefined error"),
    ]
}
