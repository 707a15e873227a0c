// The user's own interpreter parses, for it knows its syntax best. Sources are never executed: the interpreter runs our
// script, isolated from the user's modules, and gets paths.
import Glibc
import Processes

package struct SourceParser: Sendable {
    private let executable: String
    private let language: SourceLanguage
    /// For one file; for the first, the interpreter's start too.
    private static let secondsPerFile = 30.0
    /// In a row: then it is the interpreter, not the files.
    private static let mostFailures = 3

    /// - Parameter interpreter: a name that PATH knows, or a path; nil = `python3` or `node`.
    /// - Throws: one line if there is no such program.
    package init(_ language: SourceLanguage, interpreter: String? = nil) throws(SourceProblem) {
        let name = interpreter ?? language.interpreter
        guard let executable = ProgramSearch.find(name) else {
            throw SourceProblem("no \(name) to parse \(language.title) with")
        }
        self.executable = executable
        self.language = language
    }

    /// Parses files, in their order. `take` gets each one's number and tree, or what is wrong with it.
    ///
    /// A file on which the interpreter dies or stalls is given up; another interpreter goes on behind it.
    ///
    /// - Parameter seconds: for all of them together; files that are left then are given up, too.
    func parse(
        _ paths: [String], within seconds: Double = .infinity, take: (Int, SyntaxRecordReader.Outcome) -> Void
    ) {
        let end = Self.now() + seconds
        var first = 0
        var failures = 0
        while first < paths.count {
            let done = failures < Self.mostFailures ? parse(paths[first...], until: end, take: take) : 0
            failures = done > 0 ? 0 : failures + 1
            first += done
            if first < paths.count {
                take(first, .failure(SourceProblem("the parser \(executable) gave up on it")))
                first += 1
            }
        }
    }

    /// One interpreter's part. Returns how many files it got through.
    private func parse(
        _ paths: ArraySlice<String>, until end: Double, take: (Int, SyntaxRecordReader.Outcome) -> Void
    ) -> Int {
        guard Self.now() < end, let process = ParserProcess(executable, arguments, input: paths) else { return 0 }
        var reader = SyntaxRecordReader()
        var done = 0
        while done < paths.count, let piece = process.read(within: max(0, min(Self.secondsPerFile, end - Self.now()))) {
            reader.append(piece)
            do {
                while done < paths.count, let outcome = try reader.next() {
                    take(paths.startIndex + done, outcome)
                    done += 1
                }
            } catch {
                break
            }
        }
        return done
    }

    private static func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    private var arguments: [String] {
        switch language {
        case .python: ["-I", "-S", "-W", "ignore", "-c", AdviceAssets.pythonScript]
        case .javascript:
            [
                "--expose-internals", "--no-warnings", "--max-old-space-size=2048", "-e",
                AdviceAssets.javascriptScript,
            ]
        }
    }
}
