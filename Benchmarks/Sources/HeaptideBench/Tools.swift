/// A way to run a program: bare, or under a memory profiler. The raw value is its name in options and tables.
enum Tool: String, CaseIterable {
    /// The interpreter alone; every ratio is to this.
    case plain
    /// The recorder of this repository, from `.build/release`.
    case heaptide
    /// memray as it comes: pymalloc's own blocks are not traced.
    case memray
    /// memray with `--trace-python-allocators`.
    case memrayPython = "memray-python"
    /// The standard library's tracer with one frame.
    case tracemalloc
    /// scalene with memory profiling.
    case scalene

    /// The command that runs `workload` under this tool.
    func command(for workload: Workload, in workspace: Workspace) -> [String] {
        let python = workload.language == .python ? workspace.python : workspace.node
        let recording = workspace.recording
        switch self {
        case .plain:
            return [python, workload.path]
        case .heaptide:
            return [workspace.heaptide, "run", "--force", "--quiet", "-o", recording, "--", python, workload.path]
        case .memray:
            return [python, "-m", "memray", "run", "-q", "-f", "-o", recording, workload.path]
        case .memrayPython:
            let options = ["-q", "-f", "--trace-python-allocators", "-o", recording]
            return [python, "-m", "memray", "run"] + options + [workload.path]
        case .tracemalloc:
            return [python, "-X", "tracemalloc=1", workload.path]
        case .scalene:
            return [python, "-m", "scalene", "run", "--memory", "-o", recording, workload.path]
        }
    }

    /// The command that makes the first report of what was recorded; nil where there is none, or where running the
    /// program made it already.
    func reportCommand(in workspace: Workspace) -> [String]? {
        switch self {
        case .heaptide:
            return [workspace.heaptide, "report", workspace.recording]
        case .memray, .memrayPython:
            return [workspace.python, "-m", "memray", "flamegraph", "-f", "-o", workspace.page, workspace.recording]
        case .plain, .tracemalloc, .scalene:
            return nil
        }
    }

    /// Whether the tool leaves a file.
    var writesRecording: Bool {
        self != .plain && self != .tracemalloc
    }

    /// The package of the Python environment that holds the tool, if one does.
    var pythonPackage: String? {
        switch self {
        case .memray, .memrayPython: "memray"
        case .scalene: "scalene"
        case .plain, .heaptide, .tracemalloc: nil
        }
    }
}
