import Foundation

/// The processes whose parent is `pid`, from `/proc`.
func children(of pid: pid_t) -> [pid_t] {
    let entries = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return entries.compactMap { pid_t($0) }.filter { parent(of: $0) == pid }
}

/// The fourth field of `/proc/PID/stat`, counted behind the name, which may itself hold spaces and brackets.
private func parent(of pid: pid_t) -> pid_t? {
    guard let line = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
        let bracket = line.lastIndex(of: ")")
    else { return nil }
    let fields = line[line.index(after: bracket)...].split(separator: " ")
    return fields.count > 1 ? pid_t(fields[1]) : nil
}
