// Calling a function in a Python process.

extension PythonProcess {
    /// Loads `library` in the process and calls its exported `int symbol(const char *argument)`, once, with the GIL held.
    /// No Python code is executed and nothing is imported; the program goes on as before, whatever comes of it.
    ///
    /// The library stays loaded. The process keeps a few pages, which the next call uses again. Nobody else in this
    /// process may wait for `pid` meanwhile (waitpid): stops of the traced thread are told that way.
    ///
    /// - Parameters:
    ///   - library: absolute path of a shared object; libc must be all that it needs or its needs be found.
    ///   - argument: less than 4096 bytes of UTF-8.
    ///   - timeoutSeconds: when that is up, what has not been called is not called any more.
    package func call(
        library: String, symbol: String, argument: String, timeoutSeconds: Double
    ) throws(AttachError) -> CallOutcome {
        let request = try CallRequest(library: library, symbol: symbol, argument: argument)
        try ProcessChecks(files: files).checkState()
        return try TracerThread.run { () throws(AttachError) -> CallOutcome in
            var attachment = Attachment(self, request, limit: timeoutSeconds)
            return try attachment.perform()
        }
    }

    /// Whether what was found still lies where it was found: the program has not executed another one.
    var isSameProgram: Bool { memory.bytes(loader.systemCall, 2) == [0x0F, 0x05] }
}
