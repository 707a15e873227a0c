/// Where a snapshot comes from. All of it may be missing in a file of another version.
package struct SnapshotFacts: Sendable, Encodable, Equatable {
    /// "python" or "javascript".
    package var language = ""
    /// Of the runtime, as "3.12.1".
    package var version = ""
    package var pid: Int32 = 0
    package var command: [String] = []
    /// When it was taken, ISO 8601.
    package var taken = ""
    /// For how long the program stood still; nil if that was not measured.
    package var pauseSeconds: Double?
    /// How long reading the heap took, beside the running program.
    package var walkSeconds: Double?
    /// Whether the text of strings was recorded.
    package var hasValues = false
    /// Objects whose references could not all be read.
    package var opaqueObjects = 0
    /// The recording that was made in the same run, if there is one.
    package var recording: String?
    /// Why it was taken when it was: "exit", "peak" (near the high-water mark), "asked"; nil if that is not known.
    package var moment: String?
    /// Beside a recorder: all bytes that were live when it was taken (native ones too), and when that was, in seconds
    /// after the recording's start.
    package var heapBytes: Int?
    package var seconds: Double?
    /// The same of the process's high-water mark, as far as it had come when this was written.
    package var peakBytes: Int?
    package var peakSeconds: Double?
    /// Memory of the runtime's outside of all objects, where it counts that.
    package var extraNativeBytes: UInt64?

    package init() {}
}

extension SnapshotFacts: Decodable {
    package init(from decoder: any Decoder) throws {
        let facts = try decoder.container(keyedBy: CodingKeys.self)
        language = try facts.decodeIfPresent(String.self, forKey: .language) ?? ""
        version = try facts.decodeIfPresent(String.self, forKey: .version) ?? ""
        pid = try facts.decodeIfPresent(Int32.self, forKey: .pid) ?? 0
        command = try facts.decodeIfPresent([String].self, forKey: .command) ?? []
        taken = try facts.decodeIfPresent(String.self, forKey: .taken) ?? ""
        pauseSeconds = try facts.decodeIfPresent(Double.self, forKey: .pauseSeconds)
        walkSeconds = try facts.decodeIfPresent(Double.self, forKey: .walkSeconds)
        hasValues = try facts.decodeIfPresent(Bool.self, forKey: .hasValues) ?? false
        opaqueObjects = try facts.decodeIfPresent(Int.self, forKey: .opaqueObjects) ?? 0
        recording = try facts.decodeIfPresent(String.self, forKey: .recording)
        moment = try facts.decodeIfPresent(String.self, forKey: .moment)
        heapBytes = try facts.decodeIfPresent(Int.self, forKey: .heapBytes)
        seconds = try facts.decodeIfPresent(Double.self, forKey: .seconds)
        peakBytes = try facts.decodeIfPresent(Int.self, forKey: .peakBytes)
        peakSeconds = try facts.decodeIfPresent(Double.self, forKey: .peakSeconds)
        extraNativeBytes = try facts.decodeIfPresent(UInt64.self, forKey: .extraNativeBytes)
    }
}
