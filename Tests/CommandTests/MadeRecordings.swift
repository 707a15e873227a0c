import Recording
import TestSupport

/// Recordings made by hand for the goldens.
enum MadeRecordings {
    /// One process with every class of memory, a leak, temporaries, a timeline.
    static let usual: RecordedProgram = {
        var builder = ProgramBuilder()
        let process = builder.process(4711) {
            $0.residentPeakBytes = 30 << 20
            $0.residentEndBytes = 25 << 20
            $0.arenaPeakBytes = 9 << 20
            $0.smallPeakBytes = 8 << 20
        }
        let load = builder.stack("/srv/app.py:3 <module>", "/srv/app.py:88 load")
        let parse = builder.stack(
            "/srv/app.py:3 <module>", "/srv/app.py:88 load", "/usr/lib/python3.11/json/decoder.py:353 raw_decode")
        let frame = builder.stack(
            "/srv/app.py:5 <module>", "/srv/venv/lib/python3.11/site-packages/numpy/core/numeric.py:191 ones")
        let none = builder.stack()
        builder.allocate(
            process, load, all: 40_000.blocks(of: 100), peak: 30_000.blocks(of: 100), end: 9.blocks(of: 100))
        builder.allocate(
            process, parse, .raw, all: 1_234_567.blocks(of: 64), peak: 70_000.blocks(of: 64), temporaries: 999_999)
        builder.allocate(
            process, frame, .native, all: 3.blocks(of: 2 << 20), peak: 2.blocks(of: 2 << 20), end: 1.blocks(of: 2 << 20)
        )
        builder.allocate(process, frame, .mapping, all: 1.blocks(of: 1 << 20), peak: 1.blocks(of: 1 << 20))
        builder.allocate(
            process, none, .native, all: 12.blocks(of: 4096), peak: 10.blocks(of: 4096), end: 10.blocks(of: 4096))
        builder.moment(
            process, 0.5, heap: 2_000_000, peak: 3_000_000, resident: 12 << 20, changes: [(1, 20_000.blocks(of: 100))])
        builder.moment(
            process, 1, heap: 9_000_000, resident: 30 << 20,
            changes: [(1, 10_000.blocks(of: 100)), (3, 2.blocks(of: 2 << 20))])
        builder.moment(
            process, 2.5, heap: 2_139_012, peak: 12_722_944, changes: [(1, Amount(bytes: -2_999_100, blocks: -29_991))])
        builder.source("/srv/app.py", 87, "    with open(path) as file:")
        builder.source("/srv/app.py", 88, "        return [json.loads(line) for line in file]  # </script>")
        return builder.program
    }()

    /// A parent and two forked children that overlap; broken off, without native memory, at a limit.
    static let processes: RecordedProgram = {
        var builder = ProgramBuilder(meta: [
            "complete": "0", "native": "0", "memory_limit": "104857600", "exit_code": "", "signal": "9",
        ])
        let line = builder.stack("pool.py:7 <module>")
        for (index, start) in [0.0, 0.5, 1.0].enumerated() {
            let process = builder.process(100 + index, start: start, seconds: 2) {
                $0.isForked = index > 0
                $0.denials = index
                $0.residentPeakBytes = index == 2 ? nil : 8 << 20
            }
            let size = 1000 * (index + 1)
            builder.allocate(process, line, all: 7.blocks(of: size), peak: 5.blocks(of: size), end: 2.blocks(of: size))
            builder.moment(
                process, 1, heap: 5 * size, resident: index == 2 ? nil : 8 << 20, changes: [(1, 5.blocks(of: size))])
            builder.moment(
                process, 2, heap: 2 * size, peak: 5 * size, changes: [(1, Amount(bytes: -3 * size, blocks: -3))])
        }
        return builder.program
    }()

    /// Nothing was allocated.
    static let empty: RecordedProgram = {
        var builder = ProgramBuilder()
        _ = builder.process(1)
        return builder.program
    }()

    static let all = [("usual", usual), ("processes", processes), ("empty", empty)]
}
