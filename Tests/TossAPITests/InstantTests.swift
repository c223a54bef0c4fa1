import Foundation
import Testing
import TossAPI

@Suite struct InstantTests {
    static let samples: [(String, Int64)] = [
        ("1970-01-01T00:00:00Z", 0),
        ("1970-01-01T09:00:00+09:00", 0),
        ("1970-01-01T00:00:00+09:00", -32_400_000_000),
        ("2000-02-29T00:00:00Z", 951_782_400_000_000),
        ("2026-01-05T09:00:00+09:00", 1_767_571_200_000_000),
        ("2026-01-05T09:00:00.5+09:00", 1_767_571_200_500_000),
        ("2026-01-05T09:00:00.000001+09:00", 1_767_571_200_000_001),
        ("2026-01-05T09:00:00.123456789+09:00", 1_767_571_200_123_456),
        ("2026-01-04T18:30:00-05:30", 1_767_571_200_000_000),
        ("2026-01-05T00:00:00-00:00", 1_767_571_200_000_000),
        ("9999-12-31T23:59:59.999999+09:00", 253_402_268_399_999_999),
    ]

    @Test(arguments: samples)
    func `a timestamp is read to the microsecond`(text: String, microseconds: Int64) {
        #expect(Instant(text)?.microseconds == microseconds)
    }

    @Test(arguments: [
        "", "now", "2026-01-05", "2026-01-05T09:00:00", "2026-01-05T09:00+09:00", "2026-01-05T09:00:00+0900",
        "2026-01-05T09:00:00+09", "2026-01-05 09:00:00+09:00", "2026-01-05t09:00:00z", "2026-01-05T09:00:00.+09:00",
        "2026-01-05T09:00:00,5+09:00", "2026-01-05T09:00:00Z ", " 2026-01-05T09:00:00Z", "2026-01-05T09:00:00Z+09:00",
        "2026-1-05T09:00:00Z", "+026-01-05T09:00:00Z", "２０２６-01-05T09:00:00Z", "2026-01-05T09:00:00+09:00:00",
    ])
    func `a text of another form is no instant`(text: String) {
        #expect(Instant(text) == nil)
    }

    @Test(arguments: [
        "2026-02-30T00:00:00Z", "2026-02-29T00:00:00Z", "2100-02-29T00:00:00Z", "2026-04-31T00:00:00Z",
        "2026-00-10T00:00:00Z", "2026-13-10T00:00:00Z", "2026-01-00T00:00:00Z", "2026-01-32T00:00:00Z",
        "2026-01-05T24:00:00Z", "2026-01-05T09:60:00Z", "2026-01-05T09:00:60Z", "2026-01-05T09:00:00+19:00",
        "2026-01-05T09:00:00+18:01", "2026-01-05T09:00:00+09:60",
    ])
    func `a date or a time that does not exist is no instant`(text: String) {
        #expect(Instant(text) == nil)
    }

    @Test(arguments: [
        "1969-12-31T23:59:59Z", "1970-01-01T00:00:00+14:00", "1969-12-31T23:59:59+09:00", "0000-01-01T00:00:00Z",
        "9999-12-31T15:00:00Z", "9999-12-31T23:59:59Z",
    ])
    func `a year that Seoul does not write as 1970 to 9999 is no instant`(text: String) {
        #expect(Instant(text) == nil)
    }

    @Test(arguments: ["2000-02-29T00:00:00Z", "2024-02-29T00:00:00Z", "2400-02-29T23:59:59Z"])
    func `the leap day of a leap year is read`(text: String) {
        #expect(Instant(text) != nil)
    }

    @Test(arguments: [
        ("2026-01-05T00:00:00Z", "2026-01-05T09:00:00+09:00"),
        ("2026-12-31T15:00:00Z", "2027-01-01T00:00:00+09:00"),
        ("2024-02-28T15:00:00.999999Z", "2024-02-29T00:00:00+09:00"),
        ("2023-02-28T15:00:00Z", "2023-03-01T00:00:00+09:00"),
        ("1970-01-01T00:00:00+09:00", "1970-01-01T00:00:00+09:00"),
        ("9999-12-31T23:59:59+09:00", "9999-12-31T23:59:59+09:00"),
    ])
    func `a timestamp is Seoul's and has no fraction`(text: String, timestamp: String) throws {
        let instant = try #require(Instant(text))
        #expect(instant.timestamp == timestamp)
        #expect(instant.description == timestamp)
        var bytes = Array("at ".utf8)
        instant.appendTimestamp(to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == "at " + timestamp)
    }

    @Test func `timestamps over eight thousand years agree with Foundation and read back`() throws {
        let seoul = try #require(TimeZone(secondsFromGMT: 9 * 3_600))
        let style = Date.ISO8601FormatStyle(timeZoneSeparator: .colon, timeZone: seoul)
        // A step of 61 days and a bit passes every month and most days of the year.
        for seconds in stride(from: Int64(-32_400), through: 253_402_268_399, by: 5_276_543) {
            let instant = Instant(microseconds: seconds * 1_000_000)
            let timestamp = instant.timestamp
            #expect(timestamp == Date(timeIntervalSince1970: TimeInterval(seconds)).formatted(style))
            #expect(Instant(timestamp) == instant)
        }
    }

    @Test func `each day of a 400 year cycle follows the day before`() throws {
        var instant = try #require(Instant("1999-12-31T12:00:00+09:00"))
        var previous = instant.timestamp
        for _ in 0..<146_097 {
            instant = instant + .seconds(86_400)
            let timestamp = instant.timestamp
            #expect(previous < timestamp)
            #expect(Instant(timestamp) == instant)
            previous = timestamp
        }
        #expect(previous == "2399-12-31T12:00:00+09:00")
    }

    @Test(arguments: [
        ("2026-01-02T14:46:59.653270+09:00", 5, "2026-01-02T14:46:59.65327"),
        ("2024-01-18T16:32:59.128621+09:00", 6, "2024-01-18T16:32:59.128621"),
        ("2024-01-18T16:32:59.000021+09:00", 3, "2024-01-18T16:32:59.000"),
        ("2024-01-18T16:32:59+09:00", 1, "2024-01-18T16:32:59.0"),
        ("2024-01-18T16:32:59.128621+09:00", 0, "2024-01-18T16:32:59.1"),
        ("2024-01-18T16:32:59.128621+09:00", 9, "2024-01-18T16:32:59.128621"),
    ])
    func `a webhook stamp has one to six digits and no offset`(text: String, digits: Int, stamp: String) throws {
        #expect(try #require(Instant(text)).webhookStamp(fractionDigits: digits) == stamp)
    }

    @Test func `a compact stamp is fourteen digits of Seoul's clock`() throws {
        #expect(try #require(Instant("2026-01-04T23:01:02.9Z")).compactStamp == "20260105080102")
    }

    @Test(arguments: [
        "2026-01-05T09:00:00+09:00", "2026-01-05T09:00:00.000001+09:00", "2026-01-05T09:00:00.120000+09:00",
    ])
    func `a precise timestamp reads back as it was`(text: String) throws {
        let instant = try #require(Instant(text))
        #expect(instant.preciseTimestamp == text)
        #expect(Instant(instant.preciseTimestamp) == instant)
    }

    @Test func `instants are ordered by time`() throws {
        let earlier = try #require(Instant("2026-01-05T09:00:00+09:00"))
        let later = try #require(Instant("2026-01-05T00:00:00.000001Z"))
        #expect(earlier < later)
        #expect(later - earlier == .microseconds(1))
        #expect(earlier - later == .microseconds(-1))
        #expect(earlier + (later - earlier) == later)
        #expect(later - (later - earlier) == earlier)
    }

    @Test func `less than a microsecond is dropped`() {
        let instant = Instant(microseconds: 5)
        #expect(instant + .nanoseconds(1_999) == Instant(microseconds: 6))
        #expect(instant + .nanoseconds(-1_999) == Instant(microseconds: 4))
        #expect(instant - .nanoseconds(1_999) == Instant(microseconds: 4))
    }

    static let huge: [Duration] = [
        .seconds(Int64.max), .seconds(Int64.max / 1_000_000), .microseconds(Int64.max), .seconds(300_000_000_000),
    ]

    @Test(arguments: huge)
    func `arithmetic stops at the bounds`(duration: Duration) {
        for start in [Instant.earliest, Instant(microseconds: 0), .latest] {
            #expect(start + duration == .latest)
            #expect(start - duration == .earliest)
            #expect(start + (.zero - duration) == .earliest)
            #expect(start - (.zero - duration) == .latest)
        }
        #expect(Instant.latest.timestamp == "9999-12-31T23:59:59+09:00")
        #expect(Instant.earliest.timestamp == "1970-01-01T00:00:00+09:00")
    }
}
