internal import CommandLineProgram
internal import Merchant

/// `merchant`: the backend from a shell.
@main
struct MerchantEntryPoint {
    static func main() {
        Program(
            name: "merchant",
            version: MerchantServer.version,
            about: "merchant \(MerchantServer.version), a shop's backend for Toss Payments, made to be copied.",
            commands: [MerchantServeCommand.self, MerchantReconcileCommand.self]
        )
        .run()
    }
}
