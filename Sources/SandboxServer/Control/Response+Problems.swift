internal import HTTPServer
internal import JSON
internal import SandboxCore

extension Response {
    /// 400 with everything that is wrong with a document.
    static func problems(_ problems: [ScenarioProblem], _ message: String) -> Response {
        .json(status: 400) { json in
            json.member("code", ControlRefusal.Code.invalidRequest.rawValue)
            json.member("message", message)
            json.member("problems", array: { json in for problem in problems { problem.write(to: &json) } })
        }
    }
}

extension ScenarioProblem {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("line", line)
            json.member("column", column)
            json.member("path", path)
            json.member("message", message)
        }
    }
}
