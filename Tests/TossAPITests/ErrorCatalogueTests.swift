import Foundation
import Testing
import TossAPI

/// One entry of the published error lists.
struct PublishedError: Decodable, Sendable, CustomTestStringConvertible {
    struct Variant: Decodable, Sendable {
        let endpoints: [String]
        let messageKo: String
        let messageEn: String?
    }
    let code: String
    let status: Int?
    let messageKo: String?
    let messageEn: String?
    let endpoints: [String]
    let variants: [Variant]?

    var testDescription: String { code }

    static let all: [PublishedError] = {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        guard let url = Bundle.module.url(forResource: "errors", withExtension: "json", subdirectory: "Fixtures"),
            let data = try? Data(contentsOf: url)
        else { return [] }
        return (try? decoder.decode([Self].self, from: data)) ?? []
    }()
}

@Suite struct ErrorCatalogueTests {
    @Test func `there is one row for each published code`() {
        #expect(PublishedError.all.count == 210)
        #expect(Set(PublishedError.all.map(\.code)) == Set(ErrorCode.allCases.map(\.rawValue)))
        #expect(ErrorCode.allCases.count == 210)
    }

    @Test func `the rows stand by status and then by the alphabet`() {
        let keys = ErrorCode.allCases.map { ($0.httpStatus ?? .max, $0.rawValue) }
        for (before, after) in zip(keys, keys.dropFirst()) {
            #expect(before < after)
        }
    }

    @Test(arguments: ErrorCode.allCases) func `a code is what it is spelled like`(code: ErrorCode) {
        #expect(ErrorCode(rawValue: code.rawValue) == code)
        #expect(ErrorCode(unlisted: code.rawValue) == code)
        #expect(Set([code, ErrorCode(unlisted: code.rawValue)]).count == 1)
        #expect(code.description == code.rawValue)
    }

    @Test(arguments: ["", "A", "UNAUTHORIZED", "already_processed_payment", "ALREADY_PROCESSED_PAYMENT ", "한"])
    func `a text that no list has is a code of another API alone`(text: String) {
        #expect(ErrorCode(rawValue: text) == nil)
        let code = ErrorCode(unlisted: text)
        #expect(!ErrorCode.allCases.contains(code))
        #expect(code.httpStatus == nil)
        for language in Language.allCases {
            #expect(ErrorCatalogue.message(for: code, at: "POST /v1/payments/confirm", language: language) == text)
        }
        #expect(ErrorCatalogue.endpoints.allSatisfy { !ErrorCatalogue.codes(at: $0).contains(code) })
    }

    @Test(arguments: PublishedError.all)
    func `status, texts and endpoints are as published`(published: PublishedError) throws {
        let code = try #require(ErrorCode(rawValue: published.code))
        #expect(code.httpStatus == published.status)
        if let korean = published.messageKo {
            let english = published.messageEn ?? korean
            for endpoint in [nil, "GET /v1/nowhere"] {
                #expect(ErrorCatalogue.message(for: code, at: endpoint, language: .korean) == korean)
                #expect(ErrorCatalogue.message(for: code, at: endpoint, language: .english) == english)
            }
        } else {
            #expect(!ErrorCatalogue.message(for: code, at: nil, language: .korean).isEmpty)
            #expect(!ErrorCatalogue.message(for: code, at: nil, language: .english).isEmpty)
        }
        let endpoints = ErrorCatalogue.endpoints.filter { ErrorCatalogue.codes(at: $0).contains(code) }
        #expect(endpoints.sorted() == published.endpoints.sorted())
    }

    @Test(arguments: PublishedError.all)
    func `the wording of an endpoint wins there`(published: PublishedError) throws {
        let code = try #require(ErrorCode(rawValue: published.code))
        for endpoint in Set(published.endpoints) {
            let variant = published.variants?.first { $0.endpoints.contains(endpoint) }
            guard let korean = variant?.messageKo ?? published.messageKo else { continue }
            let english = variant?.messageEn ?? published.messageEn ?? korean
            #expect(ErrorCatalogue.message(for: code, at: endpoint, language: .korean) == korean)
            #expect(ErrorCatalogue.message(for: code, at: endpoint, language: .english) == english)
        }
    }

    @Test func `each endpoint has codes, and another text has none`() {
        for endpoint in ErrorCatalogue.endpoints {
            #expect(!ErrorCatalogue.codes(at: endpoint).isEmpty)
        }
        #expect(Set(ErrorCatalogue.endpoints) == Set(PublishedError.all.flatMap(\.endpoints)))
        #expect(Set(ErrorCatalogue.endpoints).count == ErrorCatalogue.endpoints.count)
        #expect(ErrorCatalogue.codes(at: "post /v1/payments/confirm").isEmpty)
    }

    @Test(arguments: [
        ("REJECT_CARD_COMPANI", "REJECT_CARD_COMPANY"), ("reject_card_company", "REJECT_CARD_COMPANY"),
        ("REJECT-CARD-PAYMENT", "REJECT_CARD_PAYMENT"), ("NOT_FOUND_PAYMNT", "NOT_FOUND_PAYMENT"),
        ("COMMON_ERROR", "COMMON_ERROR"), ("UNKNWN", "UNKNOWN"),
        ("NOT_FOUND_PAYMENT_SESS", "NOT_FOUND_PAYMENT_SESSION"),
        ("USERCANCEL", "USER_CANCEL"), ("PAY_PROCESS_CANCELLED", "PAY_PROCESS_CANCELED"),
    ])
    func `a misspelled code is recognized`(text: String, code: String) {
        #expect(ErrorCatalogue.suggestion(for: text)?.rawValue == code)
    }

    @Test(arguments: ["", "A", "404", "PLEASE_FAIL", "거절", String(repeating: "NOT_FOUND_PAYMENT", count: 10_000)])
    func `a text far from every code suggests none`(text: String) {
        #expect(ErrorCatalogue.suggestion(for: text) == nil)
    }

    @Test func `of equally near codes the first in the alphabet is suggested`() {
        // Four letters from REJECT_CARD_COMPANY and from REJECT_CARD_PAYMENT.
        #expect(ErrorCatalogue.suggestion(for: "REJECT_CARD_PAY") == .rejectCardCompany)
        #expect(ErrorCatalogue.suggestion(for: "INVALID_PARAMETERZ") == .invalidParameter)
    }
}

@Suite struct LanguageTests {
    @Test(arguments: [
        "en", "EN", "en-US", "en-US,en;q=0.9,ko;q=0.8", "en-GB , ko", "ko;q=0.5,en;q=0.9", "ko;q=0,en;q=0.1",
        "en;q=1.0, ko;q=1",
        "*;q=0.1,en", ",en",
    ])
    func `English is answered when it is preferred`(header: String) {
        #expect(Language(acceptLanguage: header) == .english)
    }

    @Test(arguments: [
        nil, "", "ko", "ko-KR,ko;q=0.9,en-US;q=0.8,en;q=0.7", "ja", "fr, en;q=0.9", "*", "*,en;q=0.5", "english",
        "en_US",
        "en;q=0", "en;q=2", "en;q=x", "ko,en", ";q=1", ",",
    ])
    func `Korean is answered otherwise`(header: String?) {
        #expect(Language(acceptLanguage: header) == .korean)
    }
}
