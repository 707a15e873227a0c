import Recording
import Reports

// A list nested a million times: how size and operations depend on depth.
extension Lab {
    static let nesting = Lab(
        "nesting", steps: [.program, .mended],
        improvement: .peak,
        rules: [
            ClaimRule("bytes grow in a straight line with the depth") { lab throws(LabMissing) in
                let fit = try lab.program.fitOfDepths()
                let text = "\(LabWords.number(fit.slope)) bytes a level, R² \(LabWords.number(fit.fit))"
                return Verdict(fit.slope > 40 && fit.fit > 0.9999, text)
            },
            ClaimRule("repr, deepcopy and pickle hit the recursion limit") { lab throws(LabMissing) in
                let run = try lab.program
                let outcomes = [try run.text("repr"), try run.text("copy.deepcopy"), try run.text("pickle.dumps")]
                return Verdict(outcomes.allSatisfy { $0 == "RecursionError" }, outcomes.joined(separator: ", "))
            },
            ClaimRule("freeing it does not") { lab throws(LabMissing) in
                let run = try lab.program
                let (left, all) = (try run.heap("freed"), try run.heap("depth 1000000"))
                let text = "\(try run.text("deallocation")): \(LabWords.bytes(all - left)) came back"
                return Verdict(try run.status == 0 && all - left > 50_000_000, text)
            },
            ClaimRule("with sharing, one level more doubles the printed form") { lab throws(LabMissing) in
                let run = try lab.program
                let (less, more) = (
                    try run.number("printed form at depth 17"), try run.number("printed form at depth 18")
                )
                let text = "\(LabWords.number(less)) characters, then \(LabWords.number(more))"
                return Verdict(abs(more / less - 2) < 0.01, text)
            },
        ])
}

extension LabRun {
    /// The straight line through the heap at the marks `depth N`, by least squares: bytes a level, and R².
    fileprivate func fitOfDepths() throws(LabMissing) -> (slope: Double, fit: Double) {
        let points = try marks.compactMap { mark -> (x: Double, y: Double)? in
            guard mark.name.hasPrefix("depth "), let depth = Double(mark.name.dropFirst(6)) else { return nil }
            return (depth, Double(mark.heapBytes))
        }
        guard points.count > 3 else { throw LabMissing("too few depths were reached") }
        let count = Double(points.count)
        let (meanX, meanY) = (points.reduce(0) { $0 + $1.x } / count, points.reduce(0) { $0 + $1.y } / count)
        let products = points.reduce(0) { $0 + ($1.x - meanX) * ($1.y - meanY) }
        let (squaresX, squaresY) = points.reduce((0.0, 0.0)) {
            ($0.0 + ($1.x - meanX) * ($1.x - meanX), $0.1 + ($1.y - meanY) * ($1.y - meanY))
        }
        return (products / squaresX, products * products / (squaresX * squaresY))
    }
}
