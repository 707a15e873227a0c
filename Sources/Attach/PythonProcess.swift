// A running CPython process, looked at from outside.

/// A CPython process that can be attached to: 3.9 to 3.14 with the GIL, x86_64, glibc.
package struct PythonProcess: Sendable {
    package let pid: Int32
    package let version: PythonVersion
    /// Whether the interpreter is part of the executable, not a libpython.
    package let isStaticBuild: Bool

    let files: ProcessFiles
    let memory: ProcessMemory
    let interpreter: RunningInterpreter
    let loader: LoaderFunctions
    let startTime: UInt64

    /// Finds the interpreter and everything else that `call` needs. Only reads: the process is not touched.
    ///
    /// - Throws: if anything is known that is in the way of attaching.
    package init(pid: Int32) throws(AttachError) {
        self.pid = pid
        files = ProcessFiles(pid: pid)
        let checks = ProcessChecks(files: files)
        try checks.checkState()
        guard let startTime = files.startTime(), let memory = ProcessMemory(pid: pid) else {
            try checks.checkState()
            throw Permission(files).refusal
        }
        (self.startTime, self.memory) = (startTime, memory)
        try checks.checkArchitecture()
        try checks.checkSurroundings()
        guard let map = MemoryMap(files) else {
            throw AttachError(.gone, "process \(pid) has ended meanwhile")
        }
        interpreter = try RunningInterpreter(files, memory, map)
        loader = try LoaderFunctions(pid, memory, map)
        (version, isStaticBuild) = (interpreter.version, interpreter.isStaticBuild)
        try interpreter.checkRunning(files, memory)
    }
}
