// Files that report is given.
import Foundation
import HeapFile
import NodeRecorder
import Recording
import V8Heap

enum RecordingInput {
    /// Reads a recording, or a sampled profile of V8 as one.
    ///
    /// - Throws: one line that says what the file is, if it is neither.
    static func read(_ path: String) throws(Problem) -> RecordedProgram {
        if (try? FileKind(of: path)) == .v8Profile { return try profile(path) }
        do {
            return try RecordingFile.read(path)
        } catch {
            throw .failure(error.description)
        }
    }

    /// Whether `path` is one of the two; false if it cannot be read.
    static func isRecording(_ path: String) -> Bool {
        guard let kind = try? FileKind(of: path) else { return false }
        return kind == .recording || kind == .v8Profile
    }

    private static func profile(_ path: String) throws(Problem) -> RecordedProgram {
        do {
            return RecordedProgram(try AllocationProfile.read(path: path), path: path)
        } catch {
            throw .failure(error.description)
        }
    }
}

extension RecordedProgram {
    /// A profile as a recording of one moment: a call is a stack.
    ///
    /// Source maps are not read: nothing says that those beside the scripts are of the same build.
    fileprivate init(_ profile: AllocationProfile, path: String) {
        self.init()
        self.path = path
        meta = ["language": "javascript", "complete": "1", "profile_samples": String(profile.sampleCount)]
        var places = ProfilePlaces(readsMaps: false)
        var numbers: [SourceLocation: Int32] = [:]
        for (index, call) in profile.calls.enumerated() {
            if index > 0 {
                let place = places.location(of: ProfileFrame(call))
                let number = numbers[place] ?? Int32(locations.count)
                if numbers.updateValue(number, forKey: place) == nil { locations.append(place) }
                stacks.parents.append(Int32(call.caller ?? 0))
                stacks.locations.append(number)
            }
            guard call.selfBytes > 0 else { continue }
            var allocation = RecordedAllocation()
            allocation.process = 1
            allocation.cell = index
            allocation.stack = index
            allocation.peakBytes = call.selfBytes
            allocation.endBytes = call.selfBytes
            allocations.append(allocation)
        }
        processes = [process]
    }

    private var process: RecordedProcess {
        var process = RecordedProcess()
        process.number = 1
        process.end = .exited
        process.peakBytes = allocations.reduce(0) { $0 &+ $1.peakBytes }
        process.endBytes = process.peakBytes
        return process
    }
}

extension ProfileFrame {
    fileprivate init(_ call: AllocationProfile.Call) {
        let script = call.url.isEmpty && call.hasScript ? ProfilePlaces.unknownScript : call.url
        self.init(script: script, function: call.function, line: call.line - 1, column: call.column - 1)
    }
}
