// swift-tools-version: 6.2
// A package of its own, so that nobody who builds Heaptide builds this. Sources/ links to the modules under test, which
// are built here with every check that a debug build has.
import PackageDescription

let house: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

let package = Package(
    name: "fuzz",
    dependencies: [.package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0")],
    targets: [
        .target(name: "CAgentABI"),
        .target(name: "CRecorderPlatform"),
        .target(name: "CFuzzPlatform"),
        .target(name: "CReportAssets", cSettings: [.unsafeFlags(["-std=c23"])]),
        .target(name: "Processes", swiftSettings: house),
        .target(name: "CAdviceAssets", exclude: ["syntax.py", "syntax.js"], cSettings: [.unsafeFlags(["-std=c23"])]),
        .target(name: "Advice", dependencies: ["CAdviceAssets", "Processes"], swiftSettings: house),
        .target(
            name: "Recording",
            dependencies: [
                "CAgentABI", "CRecorderPlatform", .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ],
            swiftSettings: house
        ),
        .target(
            name: "Reports", dependencies: ["Advice", "Recording", "HeapGraph", "HeapFile", "V8Heap", "CReportAssets"],
            swiftSettings: house),
        .target(name: "CMemoryHints"),
        .target(name: "HeapGraph", dependencies: ["CMemoryHints"], swiftSettings: house),
        .target(name: "HeapFile", dependencies: ["HeapGraph"], swiftSettings: house),
        .target(name: "CZlib", linkerSettings: [.linkedLibrary("z")]),
        .target(name: "V8Heap", dependencies: ["CZlib", "HeapFile", "HeapGraph"], swiftSettings: house),
        .target(name: "SyntheticHeap", dependencies: ["HeapGraph"], swiftSettings: house),
        .target(name: "PythonHeap", dependencies: ["CAgentABI", "HeapGraph"], swiftSettings: house),
        .executableTarget(
            name: "fuzz-heapwalk",
            dependencies: ["CAgentABI", "HeapGraph", "PythonHeap", "Recording", "SyntheticHeap"],
            swiftSettings: house),
        .executableTarget(
            name: "fuzz-snapshot", dependencies: ["HeapFile", "HeapGraph", "SyntheticHeap", "V8Heap"],
            swiftSettings: house),
        .executableTarget(
            name: "fuzz-v8snapshot", dependencies: ["HeapFile", "HeapGraph", "SyntheticHeap", "V8Heap"],
            swiftSettings: house),
        .executableTarget(
            name: "fuzz-recording", dependencies: ["Recording", "Reports", "CAgentABI", "CFuzzPlatform"],
            swiftSettings: house),
    ],
    swiftLanguageModes: [.v6]
)
