// swift-tools-version: 6.2
import PackageDescription

let house: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

let package = Package(
    name: "heaptide-benchmarks",
    targets: [
        .target(name: "CSubreaper"),
        .executableTarget(
            name: "heaptide-bench",
            dependencies: ["CSubreaper"],
            path: "Sources/HeaptideBench",
            swiftSettings: house
        ),
    ],
    swiftLanguageModes: [.v6]
)
