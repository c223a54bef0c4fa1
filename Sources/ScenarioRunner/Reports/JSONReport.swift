internal import JSON
internal import Scenarios

/// A run's report for programs.
package enum JSONReport {
    /// One object; times are in seconds.
    package static func bytes(_ report: RunReport) -> [UInt8] {
        JSONWriter.bytes(capacity: 4096) {
            $0.object { json in
                json.member("passed", report.failures == 0)
                json.member(
                    "summary",
                    object: { json in
                        json.member("files", report.files.count)
                        json.member("passed", report.files.count - report.failures)
                        json.member("failed", report.failures)
                        json.name("seconds")
                        json.raw(report.time.seconds.utf8)
                    }
                )
                json.member("skipped", array: { json in for path in report.skipped { json.string(path) } })
                json.member("files", array: { json in for file in report.files { write(file, to: &json) } })
            }
        } + [UInt8(ascii: "\n")]
    }

    private static func write(_ file: FileReport, to json: inout JSONWriter) {
        json.object { json in
            json.member("path", file.path)
            json.member("name", file.name)
            json.member("description", file.description)
            json.member("passed", file.hasPassed)
            json.name("seconds")
            json.raw(file.time.seconds.utf8)
            json.member("secretKey", file.key)
            json.name("seed")
            json.raw("\(file.seed)".utf8)
            json.member("steps", array: { json in for step in file.steps { write(step, to: &json) } })
            json.member("skippedSteps", file.skipped)
            json.name("failure")
            write(file.failure, to: &json)
            json.member("notes", array: { json in for note in file.notes { json.string(note) } })
            json.member("shopOutput", array: { json in for line in file.shopOutput { json.string(line) } })
            json.member("bundle", file.bundle)
            json.member("replay", file.replay)
        }
    }

    private static func write(_ step: StepReport, to json: inout JSONWriter) {
        json.object { json in
            json.member("number", step.number)
            json.member("kind", step.kind.rawValue)
            json.member("title", step.title)
            json.member("comment", step.comment)
            json.member("passed", step.failure == nil)
            json.name("seconds")
            json.raw(step.time.seconds.utf8)
            json.name("failure")
            write(step.failure, to: &json)
        }
    }

    private static func write(_ failure: StepFailure?, to json: inout JSONWriter) {
        guard let failure else { return json.null() }
        json.object { json in
            json.member("message", failure.message)
            json.member("details", array: { json in for line in failure.details { json.string(line) } })
        }
    }
}
