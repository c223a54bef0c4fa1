import HTTPServer
import Testing

@Suite struct DescriptorShareTests {
    @Test(arguments: [
        (24, 1, 1), (40, 10, 1), (64, 28, 4), (256, 175, 25), (1_024, 808, 64), (4_096, 3_496, 64), (65_536, 4_096, 64),
    ])
    func `connections leave a part of the descriptors to others`(limit: Int, connections: Int, spare: Int) throws {
        let share = try #require(DescriptorShare(wanted: 4_096, limit: limit))
        #expect(share.connections == connections)
        #expect(share.spare == spare)
    }

    @Test func `a limit that was raised to fit has room for all`() {
        #expect(DescriptorShare(wanted: 4_096, limit: DescriptorShare.limit(for: 4_096))?.connections == 4_096)
        #expect(DescriptorShare(wanted: 10, limit: DescriptorShare.limit(for: 10))?.connections == 10)
    }

    @Test func `too low a limit for one connection is no share`() {
        #expect(DescriptorShare(wanted: 1, limit: 23) == nil)
        #expect("\(ServerError.tooFewDescriptors(limit: 23))".contains("ulimit -n"))
    }
}
