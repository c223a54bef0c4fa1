internal import HTTPServer
internal import JSON
internal import SandboxCore
import Scenarios

extension Response {
    /// 405 for a path that is there under other methods, which `Allow` names as HTTP asks (RFC 9110, section 15.5.6).
    static func methodNotAllowed(_ request: Request, allowed: [String]) -> Response {
        let methods = allowed.joined(separator: ", ")
        let message = "\(request.path) takes \(methods), not \(request.method.rawValue)."
        var response = Response(ControlRefusal(.methodNotAllowed, message))
        response.headers.add("Allow", methods)
        return response
    }

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
