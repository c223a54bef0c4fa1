extension ErrorCatalogue {
    /// The seventeen texts of `ntsError`: what the tax office may answer for a cash receipt, each with its own mark.
    static let taxOfficeVariants = [
        Variant(
            at: ["CashReceipt.failure object"],
            "[TS1] 신분확인정보 자릿수 오류",
            "[TS1] Incorrect customer identity number length"
        ),
        Variant(
            at: ["CashReceipt.failure object"],
            "[TS2] 카드정보 자릿수 오류",
            "[TS2] Incorrect card number length"
        ),
        Variant(
            at: ["CashReceipt.failure object"],
            "[TS3] 제외업종사업자와 거래한 현금결제내역",
            "[TS3] Cash transaction with a business not eligible for tax reduction"
        ),
        Variant(
            at: ["CashReceipt.failure object"],
            "[TS4] 매출금액 입력오류 또는 거래금액 총합계 입력오류.",
            "[TS4] Amount error"
        ),
        Variant(
            at: ["CashReceipt.failure object"],
            "[TS5] 승인번호, 거래일자 중복 오류",
            "[TS5] Duplicated approval key and transaction date"
        ),
        Variant(
            at: ["CashReceipt.failure object"],
            "[TS6] 거래일자 오류",
            "[TS6] Transaction date error"
        ),
        Variant(
            at: ["CashReceipt.failure object"],
            "[TS7] 가맹점 사업자등록번호 미등록 오류 또는 현금영수증사업자의 승인코드가 불일치한 경우",
            "[TS7] The business number does not exist or does not match the business number on the cash receipt."
        ),
        Variant(
            at: ["CashReceipt.failure object"],
            "[TS8] Layout 오류(Record 항목별 입력 값 오류)",
            "[TS8] Layout error: Incorrect values for record fields"
        ),
        Variant(
            at: ["CashReceipt.failure object"],
            "[TSC] 취소거래인 경우 원 승인거래 승인번호, 거래일자가 국세청에 미존재",
            """
            [TSC] The cancel transaction’s approval key and transaction date are not registered in the \
            National Tax Service.
            """
        ),
        Variant(
            at: ["CashReceipt.failure object"],
            "[TSD] 승인거래이면서 당초승인번호, 당초거래일자, 취소사유 입력",
            """
            [TSD] The cancel reason, original approval key, and original transaction date fields are \
            given in an approval transaction.
            """
        ),
        Variant(
            at: ["CashReceipt.failure object"],
            "[TSE] 취소거래와 승인거래의 가맹점 사업자등록번호 불일치",
            "[TSE] The business number of the cancel and approval transactions do not match."
        ),
        Variant(
            at: ["CashReceipt.failure object"],
            "[TSF] 취소거래와 승인거래의 거래자구분 불일치",
            "[TSF] The customer type of the cancel and approval transactions do not match."
        ),
        Variant(
            at: ["CashReceipt.failure object"],
            "[TSG] 취소거래와 승인거래의 거래금액 총합계 불일치",
            "[TSG] The amounts of the cancel and approval transactions do not add up to the total amount."
        ),
        Variant(
            at: ["CashReceipt.failure object"],
            "[TSH] 취소거래와 승인거래의 신분확인 불일치",
            "[TSH] The customer identity of the cancel and approval transactions do not match."
        ),
        Variant(
            at: ["CashReceipt.failure object"],
            "[TSN] 대중교통 및 도서·공연비 여부가 ‘C’이나, 해당 가맹점이 도서·공연비 사업자 명단에 없는 경우",
            """
            [TSN] The public transportation, book, performance ticket field value is ‘C’, but the \
            business is not eligible for books and performance ticket tax deductions.
            """
        ),
        Variant(
            at: ["CashReceipt.failure object"],
            "[TSO] 대중교통 및 도서·공연비 여부가 ‘Y’이나, 해당 가맹점이 도서·공연비 사업자 명단에 있는 경우",
            """
            [TSO] The public transportation, book, performance ticket field value is ‘Y’, but the \
            business is eligible for books and performance ticket tax deductions.
            """
        ),
        Variant(
            at: ["CashReceipt.failure object"],
            "[XXX] 정의 안된 오류",
            "[XXX] Undefined error"
        ),
    ]
}
