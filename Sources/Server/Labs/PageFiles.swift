// The page's files, by name, out of the executable: no path of the disk is ever made of a request.
import CReportAssets
import CServerAssets
import Foundation

enum PageFiles {
    /// The file, or that there is none.
    static func answer(_ name: String) -> ServerResponse {
        let type = types[String(name.split(separator: ".").last ?? "")]
        guard let type, let file = all[name] else {
            return .problem(404, "this page has no file of that name")
        }
        return ServerResponse(200, type: type, file)
    }

    private static let types = [
        "html": "text/html; charset=utf-8", "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8",
        "svg": "image/svg+xml",
    ]

    /// Colours, tables and buttons are those of the report.
    private static let all: [String: Data] = {
        var files = ["report.css": Data(bytes: heaptide_asset_style.bytes, count: heaptide_asset_style.count)]
        for index in 0..<heaptide_page_file_count {
            guard let file = heaptide_page_file_at(index)?.pointee else { continue }
            files[String(cString: file.name)] = Data(bytes: file.bytes, count: file.count)
        }
        return files
    }()
}
