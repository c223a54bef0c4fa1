import Merchant
import Testing
import TossAPI

/// Refunds of the shop's and of the dashboard's, in every order in which they can come, with answers lost or not.
@Suite(.onEachDatabase, .timeLimit(.minutes(3))) struct RefundOrderTests {
    enum Step: CaseIterable, Sendable { case ours, dashboards, event, comparison }

    struct Course: Sendable, CustomTestStringConvertible {
        let steps: [Step]
        let answer: ScriptedToss.Reaction
        /// What the dashboard gives back; ours is 10,000.
        let amount: Int64

        var testDescription: String { "\(steps) with \(amount), \(answer)" }
    }

    static let courses: [Course] = permutations(Step.allCases).flatMap { steps in
        [ScriptedToss.Reaction.succeed, .loseBefore, .loseAfter].flatMap { answer in
            [10_000, 15_000].map { Course(steps: steps, answer: answer, amount: $0) }
        }
    }

    private static func permutations(_ steps: [Step]) -> [[Step]] {
        guard let first = steps.first else { return [[]] }
        return permutations(Array(steps.dropFirst())).flatMap { rest in
            (0...rest.count).map { rest[..<$0] + [first] + rest[$0...] }
        }
    }

    @Test func `both are booked once, in whatever order they come`() async throws {
        #expect(Self.courses.count == 144)
        // PostgreSQL, where a shop takes longer to make, sees every fourth.
        let courses = TestStores.isPostgres ? stride(from: 0, to: 144, by: 4).map { Self.courses[$0] } : Self.courses
        for course in courses { try await follow(course) }
    }

    private func follow(_ course: Course) async throws {
        let test = try await TestShop.make()
        let order = try await test.paid().orderID
        test.toss.script(.cancel, course.answer)
        for step in course.steps {
            switch step {
            case .ours:
                _ = try? await test.shop.refunds.refund(order, amount: 10_000, reason: "ours", by: TestShop.admin)
            case .dashboards: test.toss.cancelOutside("key1", course.amount)
            case .event: try await test.announce(order, "event")
            case .comparison: try await test.reconcile()
            }
        }
        for _ in 0..<3 { try await test.advance(.seconds(600)) }
        try await test.reconcile()
        try await test.scheduler.drain()
        let payment = try await test.payment(order)
        #expect(test.toss.cancelled("key1") == 10_000 + course.amount, "\(course)")
        #expect(payment.refunded == Won(10_000 + course.amount), "\(course)")
        #expect(payment.reserved == 0, "\(course)")
        #expect(try await test.count("refunds WHERE state = 'done'") == 2, "\(course)")
        #expect(try await test.count("operations WHERE outcome IS NULL") == 0, "\(course)")
        #expect(try await test.findings() == [], "\(course)")
        #expect(test.delivered(.refundMail) == 2, "\(course)")
    }

    @Test(arguments: [ScriptedToss.Reaction.succeed, .loseBefore, .loseAfter])
    func `what the dashboard has left too little for is refused, and the books are its`(
        answer: ScriptedToss.Reaction
    ) async throws {
        let test = try await TestShop.make()
        let order = try await test.paid().orderID
        test.toss.cancelOutside("key1", 45_000)
        test.toss.script(.cancel, answer)
        _ = try? await test.shop.refunds.refund(order, amount: 10_000, reason: "ours", by: TestShop.admin)
        for _ in 0..<3 { try await test.advance(.seconds(600)) }
        try await test.announce(order, "event")
        #expect(try await test.payment(order).refunded == 45_000)
        #expect(try await test.payment(order).left == 5_000)
        #expect(test.toss.cancelled("key1") == 45_000)
        #expect(try await test.count("refunds WHERE state = 'refused'") == 1)
    }

    @Test func `all of it given back in the dashboard leaves nothing to refund, and takes the purchase`() async throws {
        let test = try await TestShop.make()
        let order = try await test.paid().orderID
        test.toss.cancelOutside("key1", 50_000)
        await #expect(throws: ShopError.self) {
            try await test.shop.refunds.refund(order, reason: "ours", by: TestShop.buyer)
        }
        #expect(try await test.state(order) == .refunded)
        #expect(try await test.count("purchases WHERE revoked_at IS NULL") == 0)
        #expect(test.toss.cancelled("key1") == 50_000)
    }
}
