// What Node's inspector says of a worker thread.
import DevTools

struct WorkerInfo {
    /// As `threadId` says it to the program. The number that the inspector gives is in the order of finding, which is another
    /// one where workers start workers; it is taken where the title has none.
    let number: Int?
    /// `[worker 3] its name`.
    let title: String
    /// Of its script; empty if it runs a text.
    let url: String

    init(_ info: JSON?) {
        (title, url) = (info?["title"]?.string ?? "", info?["url"]?.string ?? "")
        let start = "[worker "
        let digits = title.hasPrefix(start) ? title.dropFirst(start.count).prefix { $0 != "]" } : ""
        number = Int(digits) ?? info?["workerId"]?.string.flatMap { Int($0) }
    }
}
