// swift-tools-version: 6.2
import PackageDescription

/// The agent runs inside other people's processes, so it carries no Swift runtime: Embedded Swift, libc only.
let embedded: [SwiftSetting] = [
    .enableExperimentalFeature("Embedded"),
    .unsafeFlags(["-wmo", "-Ounchecked", "-Xllvm", "-swiftmergefunc-threshold=0", "-Xcc", "-fno-stack-protector"]),
]
let agentLinking: [LinkerSetting] = [
    .unsafeFlags([
        "-enable-experimental-feature", "Embedded",
        "-Xlinker", "--version-script=\(Context.packageDirectory)/Sources/PythonAgent/exports.map",
        "-Xlinker", "-z", "-Xlinker", "nodelete",
    ])
]
/// A C library for other people's processes: no Swift runtime either.
let plainLinking: [LinkerSetting] = [.unsafeFlags(["-enable-experimental-feature", "Embedded"])]
/// The command starts in 3 ms instead of 10 without the loader's work on Foundation's libraries, and needs no Swift
/// runtime where it is installed. Foundation's parts are named because they were compiled for the shared ones.
let selfContained = [
    "-static-stdlib", "-Xlinker", "--start-group", "-lFoundation", "-lFoundationEssentials",
    "-lFoundationInternationalization", "-lCoreFoundation", "-l_FoundationICU", "-l_FoundationCShims",
    "-l_FoundationCollections", "-ldispatch", "-lBlocksRuntime", "-Xlinker", "--end-group",
]
let house: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

/// The recorder's loops touch a stored struct for every record; its one owner is one thread.
let engine: [SwiftSetting] = house + [.unsafeFlags(["-enforce-exclusivity=unchecked"])]

let package = Package(
    name: "heaptide",
    products: [
        .executable(name: "heaptide", targets: ["heaptide"]),
        .library(name: "heaptide_agent", type: .dynamic, targets: ["PythonAgent"]),
        .library(name: "heaptide_node", type: .dynamic, targets: ["CNodeAgent"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    ],
    targets: [
        .target(name: "CAgentABI"),
        .target(name: "CPythonABI"),
        .target(name: "CAgentPlatform"),
        .target(name: "CNodeABI"),
        .target(name: "CNodeAgent", dependencies: ["CNodeABI"], linkerSettings: plainLinking),
        .target(name: "CRecorderPlatform"),
        .target(name: "CAttach"),
        .target(name: "Attach", dependencies: ["CAttach"], swiftSettings: house),
        .target(
            name: "PythonAgent",
            dependencies: ["CAgentABI", "CPythonABI", "CAgentPlatform"],
            exclude: ["exports.map"],
            swiftSettings: embedded,
            linkerSettings: agentLinking
        ),
        .target(
            name: "Recording",
            dependencies: [
                "CAgentABI", "CRecorderPlatform", .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ],
            swiftSettings: engine
        ),
        .target(name: "CMemoryHints"),
        .target(name: "HeapGraph", dependencies: ["CMemoryHints"], swiftSettings: engine),
        .target(name: "PythonHeap", dependencies: ["CAgentABI", "HeapGraph"], swiftSettings: engine),
        .target(name: "HeapFile", dependencies: ["HeapGraph"], swiftSettings: engine),
        .target(name: "CZlib", linkerSettings: [.linkedLibrary("z")]),
        .target(name: "V8Heap", dependencies: ["CZlib", "HeapFile", "HeapGraph"], swiftSettings: engine),
        .target(name: "Processes", swiftSettings: house),
        .target(name: "CAdviceAssets", exclude: ["syntax.py", "syntax.js"], cSettings: [.unsafeFlags(["-std=c23"])]),
        .target(name: "Advice", dependencies: ["CAdviceAssets", "Processes"], swiftSettings: house),
        .target(
            name: "DevTools",
            dependencies: [
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"), .product(name: "NIOWebSocket", package: "swift-nio"),
            ],
            swiftSettings: house
        ),
        .target(
            name: "NodeRecorder", dependencies: ["CNodeABI", "DevTools", "HeapFile", "Recording"],
            swiftSettings: house),
        .target(
            name: "PageRecorder", dependencies: ["DevTools", "NodeRecorder", "Processes"], swiftSettings: house),
        .target(name: "CReportAssets", cSettings: [.unsafeFlags(["-std=c23"])]),
        .target(
            name: "Reports", dependencies: ["Advice", "Recording", "HeapGraph", "HeapFile", "V8Heap", "CReportAssets"],
            swiftSettings: house
        ),
        .target(name: "CLabAssets", cSettings: [.unsafeFlags(["-std=c23"])]),
        .target(
            name: "Labs",
            dependencies: [
                "Advice", "CLabAssets", "HeapFile", "HeapGraph", "Processes", "Recording", "Reports", "V8Heap",
            ],
            swiftSettings: house),
        .target(name: "CServerAssets", cSettings: [.unsafeFlags(["-std=c23"])]),
        .target(
            name: "Server",
            dependencies: [
                "CReportAssets", "CServerAssets", "HeapFile", "HeapGraph", "Labs", "Recording", "Reports",
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ],
            swiftSettings: house),
        .executableTarget(
            name: "heaptide",
            dependencies: [
                "Advice", "Attach", "CAgentABI", "CRecorderPlatform", "DevTools", "HeapFile", "HeapGraph", "Labs",
                "NodeRecorder", "PageRecorder", "Processes", "PythonHeap", "Recording", "Reports", "Server", "V8Heap",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            resources: [.copy("Resources/heaptide_node.cjs")],
            swiftSettings: house,
            linkerSettings: [.unsafeFlags(selfContained, .when(configuration: .release))]
        ),
        .target(
            name: "TestSupport", dependencies: ["Recording", "Reports"], path: "Tests/TestSupport", swiftSettings: house
        ),
        .target(
            name: "SyntheticHeap", dependencies: ["HeapGraph"], path: "Tests/SyntheticHeap", swiftSettings: engine
        ),
        .testTarget(name: "HeapGraphTests", dependencies: ["HeapGraph", "SyntheticHeap"]),
        .testTarget(
            name: "HeapReportTests",
            dependencies: ["HeapGraph", "HeapFile", "Reports", "SyntheticHeap", "TestSupport"], exclude: ["Goldens"]),
        .testTarget(name: "HeapFileTests", dependencies: ["HeapFile", "HeapGraph", "SyntheticHeap"]),
        .testTarget(
            name: "V8HeapTests", dependencies: ["V8Heap", "HeapFile", "HeapGraph", "SyntheticHeap", "TestSupport"],
            exclude: ["Producers"]),
        .testTarget(name: "ProcessTests", dependencies: ["Processes"]),
        .testTarget(name: "DevToolsTests", dependencies: ["DevTools", "TestSupport"]),
        .testTarget(name: "PageTests", dependencies: ["TestSupport"]),
        .testTarget(
            name: "NodeRunTests", dependencies: ["DevTools", "NodeRecorder", "Recording", "Reports", "TestSupport"]),
        .testTarget(name: "RecordingTests", dependencies: ["Recording", "TestSupport"]),
        .testTarget(
            name: "CommandTests",
            dependencies: ["HeapFile", "HeapGraph", "Recording", "Reports", "SyntheticHeap", "TestSupport"],
            exclude: ["Goldens"]),
        .testTarget(
            name: "PythonHeapTests",
            dependencies: ["CAgentABI", "HeapGraph", "PythonHeap", "Recording", "SyntheticHeap", "TestSupport"]),
        .testTarget(name: "SnapshotTests", dependencies: ["HeapFile", "HeapGraph", "SyntheticHeap", "TestSupport"]),
        .testTarget(name: "LabTests", dependencies: ["Labs", "TestSupport"]),
        .testTarget(name: "ServerTests", dependencies: ["Labs", "TestSupport"]),
        .testTarget(name: "NumbersTests", dependencies: ["Recording", "Reports", "TestSupport"]),
        .testTarget(name: "AttachTests", dependencies: ["Attach", "CAttach", "TestSupport"]),
        .testTarget(
            name: "AdviceTests", dependencies: ["Advice", "Recording", "Reports", "TestSupport"], exclude: ["Goldens"]),
        .testTarget(name: "HarmTests", dependencies: ["Recording", "Reports", "TestSupport"]),
    ],
    swiftLanguageModes: [.v6]
)
