import Testing
import TossAPI

@Suite struct CalendarDurationTests {
    @Test(arguments: [
        ("P1M", 1, 0), ("P1Y", 12, 0), ("P1Y2M", 14, 0), ("P0D", 0, 0), ("PT0S", 0, 0),
        ("PT10M", 0, 600_000_000), ("PT0.5S", 0, 500_000), ("PT1.000001S", 0, 1_000_001),
        ("P1DT2H", 0, 93_600_000_000), ("P2W", 0, 1_209_600_000_000), ("PT90S", 0, 90_000_000),
        ("P1Y2M3W4D", 14, 2_160_000_000_000), ("P1Y2M3W4DT5H6M7.5S", 14, 2_178_367_500_000),
        ("P007D", 0, 604_800_000_000),
    ])
    func `a duration is read`(text: String, months: Int, microseconds: Int64) throws {
        let duration = try #require(CalendarDuration(text))
        #expect(duration.months == months)
        #expect(duration.microseconds == microseconds)
    }

    @Test(arguments: [
        "", "P", "PT", "P1DT", "1D", "P1", "PT1", "P1S", "PT1D", "P1H", "P-1D", "-P1D", "+P1D", "p1d", "P1D ", " P1D",
        "P1D1Y",
        "P1M1Y", "P1D1D", "PT1S1M", "PT1H1H", "P1.5D", "PT1.5M", "PT.5S", "PT1.S", "PT0.0000001S", "P1TD", "PTT1S",
        "P1DT1HT1M", "PT1,5S", "P１D", "ten minutes",
    ])
    func `a text of another form is no duration`(text: String) {
        #expect(CalendarDuration(text) == nil)
    }

    @Test(arguments: [
        "P9223372036854775808D", "P9223372036854775807D", "P768614336404564651Y", "PT9223372036854775807S",
        "P106751991DT9999H", "PT9223372036854.775808S", "P99999999999999999999M",
    ])
    func `a duration that does not fit is refused`(text: String) {
        #expect(CalendarDuration(text) == nil)
    }

    @Test(arguments: [
        ("P1Y2M3W4D", "P1Y2M25D"), ("P14M", "P1Y2M"), ("PT24H", "P1D"), ("PT90M", "PT1H30M"), ("PT3661S", "PT1H1M1S"),
        ("PT0.50S", "PT0.5S"), ("PT60.000001S", "PT1M0.000001S"), ("P0Y", "PT0S"), ("P1YT1S", "P1YT1S"),
        ("PT9223372036854.775807S", "P106751991DT4H54.775807S"),
    ])
    func `a description is canonical and reads back`(text: String, canonical: String) throws {
        let duration = try #require(CalendarDuration(text))
        #expect(duration.description == canonical)
        #expect(CalendarDuration(canonical) == duration)
    }

    @Test(arguments: [
        ("2026-01-31", "P1M", "2026-02-28"), ("2024-01-31", "P1M", "2024-02-29"), ("2100-01-31", "P1M", "2100-02-28"),
        ("2000-01-31", "P1M", "2000-02-29"), ("2024-02-29", "P1Y", "2025-02-28"), ("2024-02-29", "P4Y", "2028-02-29"),
        ("2026-01-31", "P2M", "2026-03-31"), ("2026-03-31", "P1M", "2026-04-30"), ("2026-12-15", "P1M", "2027-01-15"),
        ("2026-11-30", "P3M", "2027-02-28"), ("2026-01-31", "P1M1D", "2026-03-01"), ("2026-02-28", "P1D", "2026-03-01"),
        ("2024-02-28", "P1D", "2024-02-29"), ("2026-12-31", "P1W", "2027-01-07"), ("2026-05-05", "P0D", "2026-05-05"),
    ])
    func `months keep the day or take the last one`(from: String, text: String, to: String) throws {
        let start = try #require(Instant(from + "T23:30:00+09:00"))
        let duration = try #require(CalendarDuration(text))
        #expect(start.advanced(by: duration).timestamp == to + "T23:30:00+09:00")
    }

    @Test func `the calendar is Seoul's, not Greenwich's`() throws {
        // Still 31 January in Greenwich, where one month would end on 28 February.
        let start = try #require(Instant("2026-01-31T20:00:00.25Z"))
        let month = try #require(CalendarDuration("P1M"))
        #expect(start.advanced(by: month).preciseTimestamp == "2026-03-01T05:00:00.250000+09:00")
    }

    @Test func `the time part is added after the calendar part`() throws {
        let start = try #require(Instant("2026-01-31T23:30:00+09:00"))
        let duration = try #require(CalendarDuration("P1MT1H"))
        #expect(start.advanced(by: duration).timestamp == "2026-03-01T00:30:00+09:00")
    }

    @Test(arguments: [
        "P8000Y", "P9000Y", "P768614336404564650Y", "P95676M", "P106751991D", "PT9223372036854.775807S",
        "P7973YT9223372036854S",
    ])
    func `time ends with the year 9999`(text: String) throws {
        let duration = try #require(CalendarDuration(text))
        #expect(try #require(Instant("2027-01-01T00:00:00+09:00")).advanced(by: duration) == .latest)
        #expect(Instant.latest.advanced(by: duration) == .latest)
    }

    @Test func `only a duration without months has a fixed length`() {
        #expect(CalendarDuration("P1DT2H0.5S")?.fixed == .milliseconds(93_600_500))
        #expect(CalendarDuration("P1M")?.fixed == nil)
        #expect(CalendarDuration("PT0S")?.fixed == .zero)
    }

    @Test func `counts make the same duration as text`() {
        #expect(CalendarDuration(months: 1, days: 2, seconds: 3) == CalendarDuration("P1M2DT3S"))
        #expect(CalendarDuration(months: -1, days: -2, seconds: -3) == CalendarDuration("PT0S"))
        #expect(CalendarDuration(days: .max).microseconds == .max)
    }
}
