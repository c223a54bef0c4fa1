/// Runs `tossbox serve` on a free port while `body` works, `under` another program where one is named.
func withTossbox<Value>(
    _ options: Options,
    _ words: [String] = [],
    under tool: [String] = [],
    _ body: (Tossbox) throws(Failure) -> Value
) throws(Failure) -> Value {
    let child = try Child.start(tool + [options.binary, "serve", "--port", "0", "--quiet"] + words)
    defer { child.stop() }
    guard let port = child.readyPort() else {
        let place = tool.first.map { " under \($0)" } ?? ""
        throw Failure("\(options.binary) did not start\(place). Build it, or name another one with --binary.")
    }
    return try body(Tossbox(child: child, port: port, connections: options.connections))
}

extension Child {
    /// Waits for the line that says that a server is ready, and returns the port that it names.
    func readyPort() -> UInt16? {
        line()?.split(separator: ":").last.flatMap { UInt16($0.prefix(while: \.isNumber)) }
    }
}

/// A running sandbox.
struct Tossbox {
    let child: Child
    let port: UInt16
    let connections: Int

    var generator: LoadGenerator { LoadGenerator(port: port, connections: connections) }
    var figures: ProcessFigures { ProcessFigures(pid: child.pid) }

    /// Lets buyers pay and returns the paymentKeys.
    func makePayments(_ count: Int, from first: Int, key: String) throws(Failure) -> [String] {
        var keys = [String](repeating: "", count: count)
        _ = try generator.run(.buyers(count, from: first, key: key), expecting: 201) { request, body in
            let text = String(decoding: body, as: UTF8.self)
            // {"paymentKey":"…",
            keys[request] = text.split(separator: "\"", maxSplits: 4).dropFirst(3).first.map(String.init) ?? ""
        }
        return keys
    }

    /// Payments made and confirmed, without measuring anything.
    func store(_ count: Int, from first: Int, key: String) throws(Failure) {
        var done = 0
        while done < count {
            let part = min(10_000, count - done)
            let keys = try makePayments(part, from: first + done, key: key)
            _ = try generator.run(.confirms(keys, from: first + done, key: key))
            done += part
        }
    }
}

/// Runs nginx with one worker and one canned answer while `body` works; nil without nginx.
func withNginx<Value>(
    bodySize: Int,
    _ body: (_ port: UInt16, _ worker: ProcessFigures) throws(Failure) -> Value
) throws(Failure) -> Value? {
    guard let program = locate("nginx") else {
        print("nginx is not installed, so there is nothing to compare with: apt-get install nginx-light")
        return nil
    }
    return try withTemporaryDirectory { (directory) throws(Failure) in
        let port = try Sockets.freePort()
        try write(configuration(port: port, bodySize: bodySize), toFile: "\(directory)/nginx.conf")
        let log = "\(directory)/error.log"
        let child = try Child.start([program, "-p", directory, "-c", "\(directory)/nginx.conf", "-e", log])
        defer { child.stop() }
        for _ in 0..<500 {
            if let descriptor = Sockets.connect(port: port) {
                closeSocket(descriptor)
                return try body(port, ProcessFigures(pid: ProcessFigures(pid: child.pid).firstChild ?? child.pid))
            }
            pause(milliseconds: 10)
        }
        throw Failure("nginx did not start: \(contents(of: log) ?? "")")
    }
}

private func configuration(port: UInt16, bodySize: Int) -> String {
    """
    daemon off;
    worker_processes 1;
    pid nginx.pid;
    error_log error.log;
    events { worker_connections 1024; }
    http {
        access_log off;
        default_type application/json;
        keepalive_requests 100000000;
        client_body_temp_path body;
        proxy_temp_path proxy;
        fastcgi_temp_path fastcgi;
        uwsgi_temp_path uwsgi;
        scgi_temp_path scgi;
        server {
            listen 127.0.0.1:\(port) backlog=511;
            location / { return 200 '\(String(repeating: "x", count: bodySize))'; }
        }
    }

    """
}
