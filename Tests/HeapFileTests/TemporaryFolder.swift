// Files of a test, which go with it.
import Foundation

final class TemporaryFolder {
    let path: String

    init() {
        path = NSTemporaryDirectory() + "heaptide-" + UUID().uuidString
        try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    static func / (folder: TemporaryFolder, name: String) -> String { folder.path + "/" + name }

    var names: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted() }

    func read(_ name: String) -> [UInt8] { [UInt8](FileManager.default.contents(atPath: self / name) ?? Data()) }

    @discardableResult
    func write(_ bytes: some Collection<UInt8>, to name: String) -> String {
        _ = FileManager.default.createFile(atPath: self / name, contents: Data(bytes))
        return self / name
    }
}
