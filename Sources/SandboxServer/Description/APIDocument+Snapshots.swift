internal import HTTPServer

/// States to come back to.
extension APIDocument {
    static var snapshots: [DescribedCall] {
        [
            DescribedCall(.get, "/sandbox/snapshots", "listSnapshots", .snapshots, "List the snapshots")
                .listing(.snapshot, "Snapshots by name; `after` is a name.")
                .inSandbox,
            DescribedCall(
                .post,
                "/sandbox/snapshots",
                "takeSnapshot",
                .snapshots,
                "Take a snapshot",
                "Waits for quiet, as `POST /sandbox/settle` does."
            )
            .body(
                [
                    .required("name", snapshotName),
                    SettleCall.timeout.member,
                ],
                example: #"{"name":"paid"}"#
            )
            .answering(.json(201, "The snapshot.", .component(.snapshot)), .shared(.pending))
            .inSandbox,
            DescribedCall(
                .post,
                "/sandbox/snapshots/{name}/restore",
                "restoreSnapshot",
                .snapshots,
                "Go back to a snapshot",
                "Takes the clock back too."
            )
            .taking(snapshotInPath)
            .answering(.json("The snapshot.", .component(.snapshot)), .shared(.notFound))
            .inSandbox,
            DescribedCall(
                .post,
                "/sandbox/snapshots/{name}/fork",
                "forkSnapshot",
                .snapshots,
                "Start another sandbox from a snapshot",
                "Overwrites that sandbox."
            )
            .taking(snapshotInPath)
            .body(
                [.required("key", .key("Secret key of the sandbox to overwrite.", "g?sk|ak", example: "test_sk_copy"))],
                example: #"{"key":"test_sk_copy"}"#
            )
            .answering(.json("The snapshot.", .component(.snapshot)), .shared(.notFound))
            .inSandbox,
            DescribedCall(.delete, "/sandbox/snapshots/{name}", "removeSnapshot", .snapshots, "Remove a snapshot")
                .taking(snapshotInPath)
                .answering(.json("It is gone.", .empty), .shared(.notFound))
                .inSandbox,
        ]
    }

    private static var snapshotName: Schema {
        var schema = Schema.pattern("What to call it.", "^[A-Za-z0-9._-]+$", example: "paid")
        schema.least = 1
        schema.most = 100
        return schema
    }

    private static var snapshotInPath: Parameter { .path("name", "What the snapshot is called.", example: "paid") }
}
