// The picture of objects as a drawing: names on the left, objects in columns by their distance from a name.
package import Foundation

extension PictureView {
    /// A whole SVG document, light and dark.
    package var svg: Data { Data(PictureDrawer(self).document.utf8) }
}

/// Places boxes and draws the arrows between them. Units are pixels.
private struct PictureDrawer {
    private let view: PictureView
    /// Upper left corner of each object's box, by its number.
    private var corners: [Int: (x: Int, y: Int)] = [:]
    private var height = 0
    private var width = 0

    private static let boxWidth = 190
    private static let columnGap = 90
    private static let rowHeight = 20
    private static let rowGap = 16
    private static let margin = 20
    private static let nameWidth = 130

    init(_ view: PictureView) {
        self.view = view
        var next: [Int: Int] = [:]
        for object in view.objects {
            let y = next[object.depth] ?? Self.margin + 24
            let x = Self.margin + Self.nameWidth + object.depth * (Self.boxWidth + Self.columnGap)
            corners[object.number] = (x, y)
            next[object.depth] = y + Self.boxHeight(object) + Self.rowGap
            width = max(width, x + Self.boxWidth + Self.margin)
        }
        let names = Self.margin + 24 + view.names.count * Self.rowHeight
        height = max(names, next.values.max() ?? 0) + Self.margin
    }

    private static func rows(_ object: PictureView.Object) -> Int {
        object.references.count + (object.moreReferences > 0 ? 1 : 0)
    }

    private static func boxHeight(_ object: PictureView.Object) -> Int { (rows(object) + 1) * rowHeight + 6 }

    var document: String {
        let arrows = view.names.enumerated().map(nameArrow).joined() + view.objects.map(self.arrows).joined()
        return """
            <svg xmlns="http://www.w3.org/2000/svg" width="\(width)" height="\(height)" viewBox="0 0 \(width) \(height)" \
            font-family="ui-monospace, monospace" font-size="12">
            <style>\(Self.style)</style>
            <defs><marker id="head" markerWidth="8" markerHeight="8" refX="7" refY="4" orient="auto">\
            <path d="M0,0 L8,4 L0,8 z"/></marker></defs>
            <rect class="page" width="100%" height="100%"/>
            <text class="head" x="\(Self.margin)" y="\(Self.margin + 8)">names of \(Self.escaped(view.module))</text>
            \(arrows)\(view.objects.map(box).joined())</svg>

            """
    }

    private static let style = """
        .page{fill:#fff}text{fill:#1f2328}.head{font-weight:600}.count{fill:#656d76}.box{fill:#f6f8fa;stroke:#8c959f}\
        .shared{fill:#fff1cc;stroke:#9a6700}path.arrow{fill:none;stroke:#57606a}marker path{fill:#57606a}\
        @media (prefers-color-scheme:dark){.page{fill:#0d1117}text{fill:#e6edf3}.count{fill:#8d96a0}\
        .box{fill:#161b22;stroke:#6e7681}.shared{fill:#3b2e00;stroke:#d4a72c}path.arrow{stroke:#8d96a0}\
        marker path{fill:#8d96a0}}
        """

    private func nameArrow(_ index: Int, _ name: PictureView.Name) -> String {
        let y = Self.margin + 36 + index * Self.rowHeight
        let start = Self.margin + min(Self.nameWidth - 20, name.name.count * 8 + 8)
        return "<text x=\"\(Self.margin)\" y=\"\(y + 4)\">\(Self.escaped(name.name.cut(to: 14)))</text>\n"
            + arrow(from: (start, y), to: name.object)
    }

    private func arrows(_ object: PictureView.Object) -> String {
        guard let corner = corners[object.number] else { return "" }
        return object.references.enumerated().map { index, reference in
            arrow(
                from: (corner.x + Self.boxWidth, corner.y + (index + 1) * Self.rowHeight + 12), to: reference.object)
        }.joined()
    }

    /// To the left edge of a box; one that leads back enters it from the right.
    private func arrow(from start: (x: Int, y: Int), to number: Int) -> String {
        guard let corner = corners[number] else { return "" }
        let isBack = corner.x < start.x
        let end = (x: isBack ? corner.x + Self.boxWidth : corner.x, y: corner.y + 13)
        let bend = isBack ? 40 : max(24, (end.x - start.x) / 2)
        let second = isBack ? end.x + bend : end.x - bend
        return "<path class=\"arrow\" marker-end=\"url(#head)\" d=\"M\(start.x),\(start.y) "
            + "C\(start.x + bend),\(start.y) \(second),\(end.y) \(end.x),\(end.y)\"/>\n"
    }

    private func box(_ object: PictureView.Object) -> String {
        guard let corner = corners[object.number] else { return "" }
        let kind = object.isShared ? "box shared" : "box"
        var text =
            "<rect class=\"\(kind)\" x=\"\(corner.x)\" y=\"\(corner.y)\" width=\"\(Self.boxWidth)\" height=\"\(Self.boxHeight(object))\" rx=\"5\"/>\n"
        text += line(corner, 0, "#\(object.number) \(object.title)".cut(to: 20), kind: "head")
        text +=
            "<text class=\"count\" text-anchor=\"end\" x=\"\(corner.x + Self.boxWidth - 8)\" y=\"\(corner.y + 17)\">×\(object.referenceCount)</text>\n"
        for (index, reference) in object.references.enumerated() {
            text += line(corner, index + 1, reference.label.trimmed.cut(to: 22), kind: "item")
        }
        if object.moreReferences > 0 {
            text += line(corner, object.references.count + 1, "… \(object.moreReferences) more", kind: "count")
        }
        return text
    }

    private func line(_ corner: (x: Int, y: Int), _ row: Int, _ text: String, kind: String) -> String {
        let y = corner.y + row * Self.rowHeight + 17
        return "<text class=\"\(kind)\" x=\"\(corner.x + 8)\" y=\"\(y)\">\(Self.escaped(text))</text>\n"
    }

    /// Names come from the program.
    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;")
    }
}
