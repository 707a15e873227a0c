// What is said of a recording whose figures are estimates.
package import Recording

extension RecordedProgram {
    /// A figure that only an exact recording has; nil = not measured.
    package func exact(_ figure: Int) -> Int? { isSampled ? nil : figure }
}

enum SampledWords {
    /// One sample in so many bytes; of a profile, how many samples.
    static func interval(_ recording: RecordedProgram) -> String {
        if let interval = recording.samplingInterval { return "one sample in \(Bytes.text(interval))" }
        guard let samples = recording.profileSamples, samples > 0 else { return "samples" }
        return "\(Decimal.grouped(samples)) \(samples == 1 ? "sample" : "samples")"
    }

    private static let profileNotes = [
        "a sampled profile of one moment: what was live when it was written, estimated; peak and end are both that moment",
        "a site is a function, its line where it begins; the heap's own size, blocks, allocations and time are not measured",
    ]

    /// What to know about the figures, in whole sentences.
    static func notes(_ report: Report) -> [String] {
        guard report.recording.isSampled else { return [] }
        if report.recording.isProfile { return profileNotes }
        let isWritten = report.recording.meta["snapshot"] != nil
        return (isWritten ? ["the resident set's peak includes the writing of the snapshot (--snapshot exit)"] : []) + [
            "live memory was sampled (\(interval(report.recording))): a site's bytes are estimates; blocks, allocations and what was freed are not measured",
            "a site is a function, its line where it begins: V8 samples functions, not lines",
            "the heap is V8's; the bytes of Buffers and ArrayBuffers lie outside of it and are part of the resident set only",
            "pauses of the garbage collector are counted, not sampled; of incremental marking only its beginnings, not its steps",
            "\(SourceLocation.unsampled) is what V8 had in use at the peak and no sample accounts for: its own objects, code, in workers garbage not yet collected",
        ]
    }
}
