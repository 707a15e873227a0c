// swift-tools-version: 6.2
import PackageDescription

let house: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

/// As the main package builds it: Sources/ links to the modules that are measured.
let engine: [SwiftSetting] = house + [.unsafeFlags(["-enforce-exclusivity=unchecked"])]

let package = Package(
    name: "heaptide-benchmarks",
    targets: [
        .target(name: "CMemoryHints"),
        .target(name: "HeapGraph", dependencies: ["CMemoryHints"], swiftSettings: engine),
        .target(name: "HeapFile", dependencies: ["HeapGraph"], swiftSettings: engine),
        .target(name: "SyntheticHeap", dependencies: ["HeapGraph"], swiftSettings: engine),
        .executableTarget(
            name: "heap-graph-bench",
            dependencies: ["HeapGraph", "SyntheticHeap"],
            path: "Sources/HeapGraphBench",
            swiftSettings: house
        ),
        .target(name: "CZlib", linkerSettings: [.linkedLibrary("z")]),
        .target(name: "V8Heap", dependencies: ["CZlib", "HeapFile", "HeapGraph"], swiftSettings: engine),
        .executableTarget(
            name: "v8-heap-bench",
            dependencies: ["HeapFile", "HeapGraph", "V8Heap"],
            path: "Sources/V8HeapBench",
            swiftSettings: house
        ),
        .target(name: "CSubreaper"),
        .executableTarget(
            name: "heaptide-bench",
            dependencies: ["CSubreaper", "HeapFile", "HeapGraph"],
            path: "Sources/HeaptideBench",
            swiftSettings: house
        ),
    ],
    swiftLanguageModes: [.v6]
)
