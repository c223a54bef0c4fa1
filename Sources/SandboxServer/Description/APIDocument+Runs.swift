internal import HTTPServer

/// A run as a document.
extension APIDocument {
    static var runs: [DescribedCall] {
        [
            DescribedCall(
                .get,
                "/sandbox/bundle",
                "exportRun",
                .runs,
                "Export the run",
                "How the sandbox was opened, every command with its instant, and what came out."
            )
            .answering(.json("The bundle.", .component(.bundle)))
            .inSandbox,
            DescribedCall(
                .post,
                "/sandbox/bundle",
                "importRun",
                .runs,
                "Put a bundle's run in the place of this sandbox",
                "409 when it is cut, or comes out differently here."
            )
            .body(.component(.bundle), example: nil)
            .answering(.json("It is there.", imported))
            .inSandbox,
            DescribedCall(
                .post,
                "/sandbox/replay",
                "replayRun",
                .runs,
                "Run a bundle again",
                "Apart from every sandbox; tells the first byte that comes out differently."
            )
            .body(.component(.bundle), example: nil)
            .answering(.json("Whether it came out the same.", replayed))
            .inSandbox,
        ]
    }

    private static var imported: Schema {
        .object([
            .required("sandbox", .text("Which sandbox.")),
            .required("commands", .integer("How many commands were run.")),
        ])
    }

    private static var replayed: Schema {
        .object([
            .required("identical", .flag("Whether every byte is the same.")),
            .optional("commands", .integer("How many commands were run.")),
            .optional("cut", .flag("True when the bundle ends before its run did.")),
            .optional("missing", .integer("How many commands are not in it.")),
            .optional(
                "difference",
                .object([
                    .required("command", .integer("Which command, from 1.")),
                    .required("at", .instant("When it was taken.")),
                    .required("kind", .text("What kind of command.")),
                    .required("what", .text("What differs.", example: "response body")),
                    .required("offset", .integer("The first byte that differs.")),
                    .required("expected", .text("The bytes around it, as recorded.")),
                    .required("found", .text("The bytes around it, as they are now.")),
                ])
            ),
        ])
    }
}
