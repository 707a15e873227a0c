// What the options of heaptide heap mean, and which views take which.
import HeapGraph
import Reports

extension HeapCommand {
    /// - Throws: one line if an option does not go with the view, or the view lacks one.
    func checkOptions() throws(Problem) {
        if let top, top < 1 { throw .usage("--top must be at least 1") }
        if let depth, depth < 1 { throw .usage("--depth must be at least 1") }
        let given: [(name: String, isGiven: Bool, views: [View])] = [
            ("--type", type != nil, [.histogram, .path, .duplicates]), ("--sort", sort != nil, [.histogram]),
            ("--by-site", bySite, [.histogram]), ("--below", below != nil, [.dominators]),
            ("--svg", svg != nil, [.picture]), ("--depth", depth != nil, [.dominators]),
            ("an ID", id != nil, [.path, .object]),
        ]
        for option in given where option.isGiven && !option.views.contains(view) {
            let views = option.views.map(\.rawValue).joined(separator: ", ")
            throw .usage("\(option.name) does not go with \(view.rawValue); it goes with \(views)")
        }
        try checkTarget()
        if bySite && sort != nil { throw .usage("--sort does not go with --by-site") }
    }

    private func checkTarget() throws(Problem) {
        if view == .object && id == nil {
            throw .usage("object needs an ID; suspects, dominators and duplicates list some")
        }
        if view == .path && (id == nil) == (type == nil) {
            throw .usage("path needs an ID or --type NAME, and not both")
        }
    }

    /// The object that is called so.
    func node(_ text: String, _ heap: HeapReport) throws(Problem) -> NodeIndex {
        if let node = heap.node(called: text) { return node }
        throw .usage("no object \(text) in \(file); an ID is an address such as 0x7f10a4, @1234, or '#17'")
    }

    /// The types that are called so.
    func types(_ name: String, _ heap: HeapReport) throws(Problem) -> Set<TypeIndex> {
        let types = heap.types(called: name)
        if !types.isEmpty { return types }
        let like = heap.types(like: name)
        let hint = like.isEmpty ? "histogram lists them" : "there is \(like.joined(separator: ", "))"
        throw .usage("no type \(name) in \(file); \(hint)")
    }

    func histogram(_ heap: HeapReport) throws -> any HeapView {
        let only = try type.map { try types($0, heap) }
        let limit = rows(25, json: .max)
        if bySite { return SiteHistogramView(heap, only: only, limit: limit) }
        return HistogramView(heap, by: sort ?? .shallow, only: only, limit: limit, withDistances: true)
    }

    /// The picture; drawn into a file too if one was named.
    func picture(_ heap: HeapReport) throws -> any HeapView {
        guard let picture = PictureView(heap, limit: top ?? 40) else {
            throw Problem.failure("\(file) has no module __main__ and no global object, whose names a picture shows")
        }
        if let svg {
            _ = try OutputFile.isToBeReplaced(svg, force: false)
            try OutputFile.write(picture.svg, to: svg)
            say("Wrote \(svg)\n")
        }
        return picture
    }

    func path(_ heap: HeapReport) throws(Problem) -> any HeapView {
        if let type { return GroupPathsView(heap, of: try types(type, heap), limit: top ?? 10) }
        return PathView(heap, to: try node(id ?? "", heap), limit: rows(10, json: 1000))
    }

    var extent: DominatorsView.Extent {
        var extent = DominatorsView.Extent()
        extent.depth = depth ?? extent.depth
        extent.breadth = top ?? extent.breadth
        return extent
    }
}
