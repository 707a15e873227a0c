// What the page shows of a lab before it is run.
import Labs
import Reports

/// A lab in the list.
struct LabEntry: Encodable {
    let id: String
    let language: String
    let title: String

    init(_ lab: Lab) {
        id = lab.id
        language = lab.language.rawValue
        title = lab.text.title
    }
}

/// A lab's task. Which prediction is right and the explanation are told when they are asked for.
struct LabTask: Encodable {
    let id: String
    let language: String
    let title: String
    let task: String
    let question: String
    let choices: [String]
    let file: String
    let program: String
    /// Those that a learner may change; the first is `program`.
    let programs: [Program]
    let steps: [String]
    let claims: Int

    struct Program: Encodable {
        let name: String
        let text: String
    }

    init(_ lab: Lab) {
        let text = lab.text
        id = lab.id
        language = lab.language.rawValue
        title = text.title
        task = text.task
        question = text.prediction.question
        choices = text.prediction.choices.map(\.text)
        programs = lab.ownSteps.compactMap(lab.file).map { Program(name: $0.name, text: $0.text) }
        file = programs.first?.name ?? ""
        program = programs.first?.text ?? ""
        steps = lab.steps.map(\.name)
        claims = lab.rules.count + (lab.improvement == nil ? 0 : 1)
    }
}

/// What belongs to a lab after it has been run.
struct LabAnswer: Encodable {
    /// Index of the choice that the measurement supports.
    let rightChoice: Int
    let mended: String
    /// What the picture of the objects shows.
    let picture: String
    let programs: [Program]
    let reflection: [String]
    let explanation: String
    let reading: [String]

    struct Program: Encodable {
        let step: String
        let file: String
        let text: String
    }

    init(_ lab: Lab) {
        let text = lab.text
        rightChoice = text.prediction.choices.firstIndex { $0.isRight } ?? 0
        mended = text.mended
        picture = text.picture
        var seen = Set(lab.ownSteps.compactMap { lab.file(of: $0)?.name })
        programs = lab.steps.dropFirst().compactMap { step in
            lab.file(of: step).flatMap {
                seen.insert($0.name).inserted ? Program(step: step.name, file: $0.name, text: $0.text) : nil
            }
        }
        reflection = text.reflection
        explanation = text.explanation
        reading = text.reading
    }
}

/// How far a run is.
struct LabProgress: Encodable {
    let run: Int
    let lab: String
    /// `running`, `done`, `failed`, `stopped`.
    let state: String
    let step: String
    /// From 1.
    let stepNumber: Int
    let stepCount: Int
    let seconds: Double
    /// Of the steps that have a recording so far.
    let curves: [LabCurve]
    @Nullable var outcome: LabOutcome?
    @Nullable var message: String?
}
