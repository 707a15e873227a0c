import Foundation

/// The paths of the repository that the benchmarks use, and the scratch folder of the run under way.
struct Workspace {
    /// The repository.
    let root: String

    /// The repository around the current folder.
    ///
    /// - Throws: `BenchmarkError` if the current folder is not inside it.
    init() throws {
        var folder = URL(fileURLWithPath: FileManager.default.currentDirectoryPath)
        while !FileManager.default.fileExists(atPath: folder.appendingPathComponent("Benchmarks/Workloads").path) {
            guard folder.path != "/" else {
                throw BenchmarkError("no Benchmarks/Workloads here or above; start inside the repository")
            }
            folder.deleteLastPathComponent()
        }
        root = folder.path
    }

    /// The workloads' folder.
    var workloads: String { "\(root)/Benchmarks/Workloads" }
    /// The interpreter that runs every workload, from the environment that `prepare.sh` makes.
    var python: String { "\(root)/.build-bench/venv/bin/python" }
    /// The machine's Node, which runs workloads of JavaScript.
    var node: String { "/usr/bin/node" }
    /// The program measured.
    var heaptide: String { "\(root)/.build/release/heaptide" }
    /// The file that a tool is told to write.
    var recording: String { "\(recordings)/recording" }
    /// The page that a report command writes.
    var page: String { "\(scratch)/page.html" }
    /// The file in which a workload leaves its peak memory and its result.
    var outcome: String { "\(scratch)/outcome" }
    /// What a question to the interpreter gave.
    var answer: String { "\(scratch)/answer" }
    /// What a command last said on standard error.
    var log: String { "\(scratch)/log" }

    private var scratch: String { "\(root)/.build-bench/runs" }
    private var recordings: String { "\(scratch)/recordings" }

    /// Checks that the interpreter and the programs of `tools` are there.
    ///
    /// - Throws: `BenchmarkError` that names what is missing and the command that makes it.
    func check(for tools: [Tool], needsPython: Bool = true) throws {
        guard !needsPython || FileManager.default.isExecutableFile(atPath: python) else {
            throw BenchmarkError("no Python environment; run Benchmarks/prepare.sh first")
        }
        guard !tools.contains(.heaptide) || FileManager.default.isExecutableFile(atPath: heaptide) else {
            throw BenchmarkError("no .build/release/heaptide; run swift build -c release first, or give other --tools")
        }
    }

    /// Removes what the last run left.
    func clear() throws {
        if FileManager.default.fileExists(atPath: scratch) {
            try FileManager.default.removeItem(atPath: scratch)
        }
        try FileManager.default.createDirectory(atPath: recordings, withIntermediateDirectories: true)
    }

    /// The bytes of all files that the tool left, the recording's companions included; nil if it left none.
    func recordedBytes() throws -> Int? {
        let files = try FileManager.default.contentsOfDirectory(atPath: recordings)
        let sizes = try files.map { file in
            try FileManager.default.attributesOfItem(atPath: "\(recordings)/\(file)")[.size] as? Int ?? 0
        }
        return sizes.isEmpty ? nil : sizes.reduce(0, +)
    }

    /// The environment of every command: this process's, without settings that change Python, and with fixed hashing,
    /// no compiled files written beside the workloads, one thread for numerical libraries, and `outcome`'s path.
    var environment: [String] {
        var variables = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("PYTHON") }
        variables["PYTHONHASHSEED"] = "0"
        variables["PYTHONDONTWRITEBYTECODE"] = "1"
        variables["OPENBLAS_NUM_THREADS"] = "1"
        variables["HEAPTIDE_BENCH_OUTCOME"] = outcome
        return variables.map { "\($0.key)=\($0.value)" }
    }
}
