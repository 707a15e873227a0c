// Texts that were looked at once and must not change unseen: the Goldens of a suite. UPDATE_GOLDENS=1 rewrites them.
import Foundation

package enum Golden {
    private static let isUpdate = ProcessInfo.processInfo.environment["UPDATE_GOLDENS"] == "1"

    /// The first line that differs from the golden `name` of a suite; nil if there is none.
    package static func difference(_ text: String, _ name: String, of suite: String = "CommandTests") -> String? {
        let directory = "\(TestPrograms.root)/Tests/\(suite)/Goldens"
        let path = "\(directory)/\(name)"
        if isUpdate {
            try? FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
            try? Data(text.utf8).write(to: URL(fileURLWithPath: path))
            return nil
        }
        guard let data = FileManager.default.contents(atPath: path) else { return "no golden \(name)" }
        let golden = String(decoding: data, as: UTF8.self)
        return golden == text ? nil : firstDifference(lines(golden), lines(text), name)
    }

    private static func lines(_ text: String) -> [Substring] {
        text.split(separator: "\n", omittingEmptySubsequences: false)
    }

    private static func firstDifference(_ golden: [Substring], _ text: [Substring], _ name: String) -> String {
        for index in 0..<max(golden.count, text.count) {
            let (old, new) = (index < golden.count ? golden[index] : "", index < text.count ? text[index] : "")
            if old != new || index >= golden.count || index >= text.count {
                return "\(name):\(index + 1): golden \(old.debugDescription), now \(new.debugDescription)"
            }
        }
        return "\(name) differs"
    }
}
