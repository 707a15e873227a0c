import Foundation
import Glibc
import TestSupport
import Testing

@testable import Attach

/// Symbols are found where the loader finds them; nothing that a hostile process shows does harm.
@Suite struct SymbolTests {
    /// The probe loaded here, looked at as if it were in another process.
    private struct Loaded {
        let handle = dlopen(Probe.path, RTLD_LAZY)
        let memory = ProcessMemory(pid: getpid())!
        let mappings: [Mapping]

        init() {
            let name = Probe.path.split(separator: "/").last.map(String.init)
            mappings = MemoryMap(ProcessFiles(pid: getpid()))!.mappings.filter { $0.fileName == name }
        }
    }

    @Test func asTheLoaderFindsThem() throws {
        let loaded = Loaded()
        let object = try #require(LoadedObject(loaded.memory, base: loaded.mappings[0].start))
        for name in ["use_python", "be_slow", "hammer", "wait_plainly"] {
            #expect(object.address(of: name) == UInt64(UInt(bitPattern: dlsym(loaded.handle, name))))
        }
        #expect(object.address(of: "count") == nil)
        #expect(object.address(of: "PyList_New") == nil)
        #expect(object.address(of: "") == nil)
    }

    @Test func whatIsNotExported() throws {
        let file = try #require(SymbolFile(path: Probe.path))
        let loaded = Loaded()
        let found = file.addresses(of: ["count", "use_python", "no_such_function", "PyList_New"])
        #expect(Set(found.keys) == ["count", "use_python"])
        #expect(
            found["use_python"]! + loaded.mappings[0].start
                == UInt64(UInt(bitPattern: dlsym(loaded.handle, "use_python"))))
        #expect(SymbolFile(path: "/etc/passwd") == nil)
    }

    /// Damaged copies: an answer or none, but no crash and no endless search.
    @Test func damagedTables() throws {
        let loaded = Loaded()
        let image = loaded.mappings.flatMap { loaded.memory.bytes($0.start, Int($0.bytes)) ?? [] }
        let file = [UInt8](FileManager.default.contents(atPath: Probe.path)!)
        let directory = TemporaryDirectory()
        var random = SystemRandomNumberGenerator()
        for round in 0..<1000 {
            var copy = image
            for _ in 0..<(1 + round % 20) {
                let place = round % 2 == 0 ? Int.random(in: 0..<1024, using: &random) : copy.indices.randomElement()!
                copy[place] = UInt8.random(in: 0...255, using: &random)
            }
            copy.withUnsafeBytes { bytes in
                let base = UInt64(UInt(bitPattern: bytes.baseAddress!))
                _ = LoadedObject(loaded.memory, base: base)?.address(of: "use_python")
            }
            guard round % 5 == 0 else { continue }
            var damaged = file
            let places = [0..<64, (file.count - 2048)..<file.count]
            for _ in 0..<8 { damaged[Int.random(in: places[round / 5 % 2])] = UInt8.random(in: 0...255) }
            try Data(damaged).write(to: URL(fileURLWithPath: directory / "damaged"))
            _ = SymbolFile(path: directory / "damaged")?.addresses(of: ["use_python"])
        }
    }

    @Test func linesOfTheMap() throws {
        let line = "7f0a12345000-7f0a12347000 r-xp 00001000 fe:00 4242                       /usr/lib/a b.so (deleted)"
        let mapping = try #require(Mapping(line: ArraySlice(line.utf8)))
        #expect(mapping.start == 0x7f0a_1234_5000 && mapping.bytes == 0x2000 && mapping.offset == 0x1000)
        #expect(mapping.inode == 4242 && mapping.isExecutable && !mapping.isWritable)
        #expect(mapping.fileName == "a b.so")
        for bad in ["", "x", "1-2", "2-1 r-xp 0 0:0 0", "1-2 r 0 0:0 0", "zz-2 r-xp 0 0:0 0"] {
            #expect(Mapping(line: ArraySlice(bad.utf8)) == nil)
        }
    }

    @Test func headersOfOtherMachines() throws {
        var header = [UInt8](FileManager.default.contents(atPath: "/bin/cat")!.prefix(64))
        #expect(ELFHeader(header) != nil)
        header[18] = 183
        #expect(ELFHeader(header) == nil && !ELFHeader.isX86(header))
        header[4] = 1
        #expect(!ELFHeader.is64Bit(header))
        #expect(ELFHeader([]) == nil)
    }
}
