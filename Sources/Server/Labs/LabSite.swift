// The labs as a site: the page's files, and the JSON that it asks for (docs/json.md).
import Foundation
import Labs

/// Answers what the page of `heaptide lab serve` asks.
package struct LabSite: ServerSite {
    private let desk: LabDesk

    package init(_ desk: LabDesk) { self.desk = desk }

    package func answer(_ request: ServerRequest) -> ServerResponse {
        let parts = request.path.split(separator: "/").map(String.init)
        let isPost = request.method == "POST"
        switch (isPost, parts.first, parts.dropFirst().first) {
        case (false, nil, _): return PageFiles.answer("index.html")
        case (false, "assets", let name?) where parts.count == 2: return PageFiles.answer(name)
        case (false, "api", "labs"): return labs(Array(parts.dropFirst(2)))
        case (false, "api", "runs"): return runs(Array(parts.dropFirst(2)))
        case (true, "api", "runs") where parts.count == 2: return start(request)
        case (true, "api", "runs") where parts.count == 4 && parts[3] == "stop": return stop(parts[2])
        default: return Self.nothing
        }
    }

    private static let nothing = ServerResponse.problem(404, "there is nothing at this address; the labs are at /")

    // MARK: Labs

    private func labs(_ parts: [String]) -> ServerResponse {
        guard let id = parts.first else { return .json(["labs": LabCatalogue.all.map(LabEntry.init)]) }
        guard let lab = LabCatalogue.lab(id) else { return Self.unknown(id) }
        switch parts.dropFirst() {
        case []: return .json(LabTask(lab))
        case ["answer"]: return .json(LabAnswer(lab))
        default: return Self.nothing
        }
    }

    private static func unknown(_ id: String) -> ServerResponse {
        .problem(404, "no lab is called \(id.prefix(40)); /api/labs has them all")
    }

    // MARK: Runs

    private struct Order: Decodable {
        var lab: String
        /// In place of the lab's first file.
        var program: String?
        /// The same by the names of the lab's files.
        var programs: [String: String]?
    }

    private func start(_ request: ServerRequest) -> ServerResponse {
        guard let order = try? JSONDecoder().decode(Order.self, from: request.body) else {
            return .problem(400, #"send {"lab": "generator"}, and "program" if it is yours"#)
        }
        guard let lab = LabCatalogue.lab(order.lab) else { return Self.unknown(order.lab) }
        let files = lab.ownSteps.compactMap { lab.file(of: $0)?.name }
        var own = order.programs ?? [:]
        if let other = own.keys.first(where: { !files.contains($0) }) {
            return .problem(
                400, "\(other.prefix(40)) is no file of \(lab.id) to change; there is \(files.joined(separator: ", "))")
        }
        if let program = order.program { own[files[0]] = program }
        do throws(LabDesk.Refusal) {
            return .json(["run": try desk.start(lab, own: own)], status: 202)
        } catch {
            switch error {
            case .busy(let lab): return .problem(409, "\(lab) is still running; wait for it, or stop it")
            case .closed: return .problem(503, "the server is stopping; start heaptide lab serve again")
            }
        }
    }

    private func stop(_ number: String) -> ServerResponse {
        guard let run = Int(number).flatMap(desk.run) else { return Self.gone }
        run.stop()
        return .json(["run": run.number], status: 202)
    }

    private static let gone = ServerResponse.problem(
        404, "this run is gone: only the last one of each lab is kept; run the lab again")

    private func runs(_ parts: [String]) -> ServerResponse {
        guard let first = parts.first else { return .json(["run": desk.last.map { LabEntryOfRun($0) }]) }
        guard let run = Int(first).flatMap(desk.run) else { return Self.gone }
        switch Array(parts.dropFirst()) {
        case []: return .json(progress(of: run))
        case let rest where rest.count == 2 && rest[0] == "pictures": return picture(rest[1], of: run)
        default: return Self.nothing
        }
    }

    private struct LabEntryOfRun: Encodable {
        let run: Int
        let lab: String
        let isOver: Bool

        init(_ run: LabDeskRun) { (self.run, lab, isOver) = (run.number, run.lab.id, run.isOver) }
    }

    private func picture(_ file: String, of run: LabDeskRun) -> ServerResponse {
        guard file.hasSuffix(".svg"), case .done(let outcome) = run.phase,
            let drawing = outcome.drawings[String(file.dropLast(4))]
        else { return Self.nothing }
        var response = ServerResponse(200, type: "image/svg+xml", drawing)
        // The drawing brings its colours along; it has no script, and may have none.
        response.headers = [("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'")]
        return response
    }

    private func progress(of run: LabDeskRun) -> LabProgress {
        var (state, outcome, message): (String, LabOutcome?, String?) = ("running", nil, nil)
        switch run.phase {
        case .running: break
        case .done(let done): (state, outcome) = ("done", done)
        case .failed(let why): (state, message) = ("failed", why)
        case .stopped: state = "stopped"
        }
        return LabProgress(
            run: run.number, lab: run.lab.id, state: state, step: run.step.name, stepNumber: run.stepIndex + 1,
            stepCount: run.lab.steps.count, seconds: run.seconds, curves: outcome?.curves ?? curves(of: run),
            outcome: outcome, message: message)
    }

    private func curves(of run: LabDeskRun) -> [LabCurve] {
        run.lab.steps.prefix(run.stepIndex + 1).compactMap {
            LabCurve.read(desk.recording(of: $0, in: run.lab), step: $0.name)
        }
    }
}
