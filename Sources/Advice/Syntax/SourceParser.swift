// The user's own interpreter parses, for it knows its syntax best. Sources are never executed: the interpreter runs our
// script, isolated from the user's modules, and gets paths.
import Glibc

package struct SourceParser: Sendable {
    private let executable: String
    private let language: SourceLanguage
    /// For one file; for the first, the interpreter's start too.
    private static let secondsPerFile = 30.0

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
    func parse(_ paths: [String], take: (Int, SyntaxRecordReader.Outcome) -> Void) {
        var first = 0
        while first < paths.count {
            first += parse(paths[first...], take: take)
            if first < paths.count {
                take(first, .failure(SourceProblem("the parser \(executable) gave up on it")))
                first += 1
            }
        }
    }

    /// One interpreter's part. Returns how many files it got through.
    private func parse(_ paths: ArraySlice<String>, take: (Int, SyntaxRecordReader.Outcome) -> Void) -> Int {
        guard let process = ParserProcess(executable, arguments, input: paths) else { return 0 }
        var reader = SyntaxRecordReader()
        var done = 0
        while done < paths.count, let piece = process.read(within: Self.secondsPerFile) {
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
