// Fetching source maps as the page itself could: from its own origin, within bounds.
import DevTools
import Foundation
import Glibc

extension PageSession {
    private static let mapSeconds = 10.0
    private static let mostMaps = 2000

    /// The maps of all scripts that the page has at the moment. To be asked last: the debugger is switched on for it.
    ///
    /// What cannot be had is missing; a page without maps is no failure.
    func sourceMaps() -> PageSourceMaps {
        let end = Date.timeIntervalSinceReferenceDate + Self.mapSeconds
        let origin = (try? value("location.origin"))?.string ?? ""
        let isFile = (try? value("location.protocol"))?.string == "file:"
        var maps = PageSourceMaps()
        for (script, url) in scripts().prefix(Self.mostMaps) {
            let rest = end - Date.timeIntervalSinceReferenceDate
            guard rest > 0, maps.byteCount < PageSourceMaps.largestSum else {
                maps.missing.append(script)
                continue
            }
            let address = PageSourceMaps.resolve(url, against: script) ?? url
            let text: [UInt8]?
            if url.hasPrefix("data:") {
                text = PageSourceMaps.text(ofData: url)
            } else if isFile {
                text = script.hasPrefix("file://") ? Self.file(address) : nil
            } else {
                text = address.hasPrefix(origin + "/") ? resource(address, rest) : nil
            }
            let base = url.hasPrefix("data:") ? script : address
            if let text { maps.add(text, script: script, base: base) } else { maps.missing.append(script) }
        }
        return maps
    }

    /// Scripts with a map, by address, and where that is.
    private func scripts() -> [(script: String, map: String)] {
        let last = "heaptide:last"
        guard (try? call("Debugger.enable", ["maxScriptsCacheSize": 0])) != nil else { return [] }
        _ = try? call("Debugger.setSkipAllPauses", ["skip": true])
        // Its own event comes behind those of all scripts before it.
        _ = try? value("0\n//# sourceURL=\(last)")
        for _ in 0..<250 where !watch.hasSeen(script: last) { usleep(20_000) }
        _ = try? call("Debugger.disable")
        return watch.takeScripts()
    }

    /// A file beside a page that is a file.
    private static func file(_ address: String) -> [UInt8]? {
        guard address.hasPrefix("file:///"), let path = URL(string: address)?.path else { return nil }
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size > 0,
            status.st_size <= PageSourceMaps.largestMap, let file = FileHandle(forReadingAtPath: path)
        else { return nil }
        return (try? file.read(upToCount: Int(status.st_size))).map(Array.init)
    }

    /// What the page would get of its server, with its cookies.
    private func resource(_ address: String, _ limit: Double) -> [UInt8]? {
        let end = Date.timeIntervalSinceReferenceDate + limit
        let options: JSON = ["disableCache": false, "includeCredentials": true]
        let answer = try? call(
            "Network.loadNetworkResource", ["frameId": .string(target), "url": .string(address), "options": options],
            seconds: limit)
        guard let resource = answer?["resource"], resource["success"]?.bool == true,
            resource["httpStatusCode"]?.int ?? 200 < 400, let stream = resource["stream"]
        else { return nil }
        defer { _ = try? call("IO.close", ["handle": stream]) }
        var text: [UInt8] = []
        while text.count <= PageSourceMaps.largestMap, case let rest = end - Date.timeIntervalSinceReferenceDate,
            rest > 0,
            let piece = try? call("IO.read", ["handle": stream, "size": 1_048_576], seconds: rest)
        {
            let data = piece["data"]?.string ?? ""
            text +=
                piece["base64Encoded"]?.bool == true
                ? Data(base64Encoded: data).map(Array.init) ?? [] : Array(data.utf8)
            if piece["eof"]?.bool == true { return text.count <= PageSourceMaps.largestMap ? text : nil }
        }
        return nil
    }
}
