import Foundation

/// Runs the benchmarks that `options` ask for.
func runBenchmarks(_ options: Options) throws {
    let workspace = try Workspace()
    try workspace.check(for: options.tools)
    let workloads = try Workload.all(in: workspace.workloads, named: options.workloads)
    try Household.begin()
    try workspace.clear()
    let machine = Machine(tools: options.tools, workspace: workspace)
    var matrix = Matrix(workloads: workloads, tools: options.tools)
    try matrix.fill(runs: options.runs, meter: Meter(workspace: workspace), progress: say)
    let document = Document(matrix: matrix, runs: options.runs, machine: machine)
    print(document.results)
    if let path = options.markdown {
        try BenchmarkFile.write(document.markdown, under: nil, to: path)
    }
}

/// Measures heap snapshots.
func runHeapBenchmarks(_ options: Options) throws {
    let workspace = try Workspace()
    try workspace.check(for: [.heaptide])
    try workspace.clear()
    let section = try HeapSection(runs: options.runs, workspace).markdown
    print(section)
    if let path = options.markdown { try BenchmarkFile.write(section, under: HeapSection.heading, to: path) }
}

/// Measures the opening of V8's heap snapshots.
func runV8Benchmarks(_ options: Options) throws {
    let workspace = try Workspace()
    try workspace.check(for: [.heaptide], needsPython: false)
    try workspace.clear()
    let section = try V8Section(runs: options.runs, workspace).markdown
    print(section)
    if let path = options.markdown { try BenchmarkFile.write(section, under: V8Section.heading, to: path) }
    try workspace.clear()
}

/// Measures the recording of Node programs.
func runNodeBenchmarks(_ options: Options) throws {
    let workspace = try Workspace()
    try workspace.check(for: [.heaptide], needsPython: false)
    let section = try NodeSection(options, workspace).markdown
    print(section)
    if let path = options.markdown { try BenchmarkFile.write(section, under: NodeSection.heading, to: path) }
}

/// Writes a line to standard error.
func say(_ line: String) {
    FileHandle.standardError.write(Data("\(line)\n".utf8))
}

do {
    let options = try Options(arguments: Array(CommandLine.arguments.dropFirst()))
    if options.showsHelp {
        print(Options.help)
    } else if options.measuresHeap {
        try runHeapBenchmarks(options)
    } else if options.measuresV8 {
        try runV8Benchmarks(options)
    } else if options.measuresNode {
        try runNodeBenchmarks(options)
    } else {
        try runBenchmarks(options)
    }
} catch {
    say("heaptide-bench: \(error)")
    exit(error is BenchmarkError ? 2 : 1)
}
