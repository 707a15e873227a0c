// Where labs find this command, and where they keep their recordings.
import Foundation
import Glibc
import Labs
import PageRecorder

enum LabPlaces {
    /// A runner with this command, wherever it was started from.
    static func runner(
        python: String? = nil, node: String? = nil, chromium: String? = nil, program: String? = nil
    ) throws(LabMissing) -> LabRunner {
        guard let path = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") else {
            throw LabMissing("cannot find this command's own file in /proc")
        }
        return LabRunner(
            heaptide: path, python: python.map(interpreter), node: node.map(interpreter),
            chromium: chromium.map(absolute) ?? Chromium.find(), directory: directory,
            ownProgram: program.map(absolute))
    }

    /// Where caches are; a lab that is run again replaces its own.
    static var directory: String {
        let environment = ProcessInfo.processInfo.environment
        if let cache = environment["XDG_CACHE_HOME"], cache.hasPrefix("/") { return cache + "/heaptide/labs" }
        if let home = environment["HOME"], home.hasPrefix("/") { return home + "/.cache/heaptide/labs" }
        return FileManager.default.temporaryDirectory.path + "/heaptide-labs-\(getuid())"
    }

    /// A path stays what it is in another folder; a name is looked up as ever.
    private static func interpreter(_ name: String) -> String { name.contains("/") ? absolute(name) : name }

    private static func absolute(_ path: String) -> String {
        path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
    }
}
