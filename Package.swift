// swift-tools-version: 6.2

import PackageDescription

/// What every target is compiled with.
let strict: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .strictMemorySafety(),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// Inner loops are compiled optimised in debug builds too, so that the tests are not slowed by them.
///
/// A module as a whole: generic loops are specialised only for callers that the compiler sees. It
/// wants a number of threads, or the index of a debug build does not find one output per source.
let fast: [SwiftSetting] = [
  .unsafeFlags(["-O", "-wmo", "-num-threads", "2"], .when(configuration: .debug))
]

/// A library target that may import `imports` and nothing else of this package.
func layer(
  _ name: String, _ imports: String..., libraries: [Target.Dependency] = [],
  settings: [SwiftSetting] = [], exclude: [String] = [], resources: [Resource] = []
) -> Target {
  .target(
    name: name, dependencies: imports.map { .byName(name: $0) } + libraries, exclude: exclude,
    resources: resources, swiftSettings: strict + settings)
}

/// A test target; what it may import is not restricted.
func tests(
  _ name: String, _ imports: String..., resources: [Resource] = [], settings: [SwiftSetting] = []
) -> Target {
  .testTarget(
    name: name, dependencies: imports.map { .byName(name: $0) }, resources: resources,
    swiftSettings: strict + settings)
}

let collections: [Target.Dependency] = [
  .product(name: "OrderedCollections", package: "swift-collections"),
  .product(name: "DequeModule", package: "swift-collections"),
]
let protobuf: [Target.Dependency] = [.product(name: "SwiftProtobuf", package: "swift-protobuf")]
let yaml: [Target.Dependency] = [.product(name: "Yams", package: "Yams")]
let arguments: [Target.Dependency] = [
  .product(name: "ArgumentParser", package: "swift-argument-parser")
]

let package = Package(
  name: "sluice",
  products: [
    .executable(name: "sluice", targets: ["sluice"]),
    // What the package in Tests/Benchmarks measures.
    .library(
      name: "Machines",
      targets: [
        "Debugger", "Decoupled", "Described", "Effects", "LibraryTarget", "TargetKit", "Simulation",
        "ISA",
        "Passes", "GraphIR", "Support", "Diagnostics",
      ]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    .systemLibrary(name: "CEdit", providers: [.apt(["libedit-dev"])]),
    .systemLibrary(name: "CNcurses", providers: [.apt(["libncurses-dev"])]),
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
    .target(name: "CTerminalShims", dependencies: ["CEdit", "CNcurses"]),
    .target(name: "CMemory"),
    .target(name: "CFiles"),
    .target(name: "CDriver"),
    .target(name: "CLibraries"),
    .target(
      name: "CKernels", cSettings: [.unsafeFlags(["-O2"], .when(configuration: .debug))]),

    // Lowest layer first: a target imports only targets above it.
    layer("Support"),
    layer("Diagnostics", "Support"),
    layer(
      "Drivers", "Support", "Diagnostics", "CDriver",
      resources: [.embedInCode("Resources/sluice_driver.h")]),
    layer("Canvas", "Support", "Diagnostics"),
    layer("Tensors", "Support", "CKernels", "CFiles", "CZlib", settings: fast),
    layer("ISA", "Support", "Diagnostics"),
    layer("GraphIR", "Support", "Diagnostics", "Tensors", libraries: collections),
    layer("Simulation", "Support", "ISA", "CMemory", settings: fast),
    layer(
      "Effects", "Support", "Diagnostics", "Tensors", "ISA", "Simulation", "CKernels",
      settings: fast),
    layer(
      "ONNXImport", "Support", "Diagnostics", "Tensors", "GraphIR", libraries: protobuf,
      exclude: ["onnx.proto"]),
    layer("Passes", "Support", "Diagnostics", "Tensors", "GraphIR", libraries: collections),
    layer(
      "TargetKit", "Support", "Diagnostics", "Canvas", "Tensors", "ISA", "GraphIR", "Simulation",
      "Passes", libraries: yaml, resources: [.embedInCode("Resources/targets.yaml")]),
    layer(
      "Described", "Support", "Diagnostics", "Tensors", "ISA", "GraphIR", "Simulation", "Effects",
      "Passes", "TargetKit", libraries: collections),
    layer(
      "Decoupled", "Support", "Diagnostics", "Canvas", "Tensors", "ISA", "GraphIR", "Simulation",
      "Effects", "Passes", "TargetKit", "Described", "CKernels", libraries: collections,
      settings: fast),
    layer(
      "LibraryTarget", "Support", "Diagnostics", "Tensors", "ISA", "GraphIR", "Simulation",
      "Passes", "TargetKit", "CLibraries", libraries: collections),
    layer(
      "Debugger", "Support", "Diagnostics", "Canvas", "Tensors", "ISA", "GraphIR", "Simulation",
      "ONNXImport", "Passes", "TargetKit", "Drivers", libraries: collections),
    layer("Commands", "Support", "Diagnostics", "Canvas", "Simulation", "Debugger"),
    layer("Panes", "Support", "Diagnostics", "Canvas", "Debugger"),
    layer("Terminal", "Canvas", "CEdit", "CNcurses", "CTerminalShims"),

    .executableTarget(
      name: "sluice",
      dependencies: [
        "Support", "Diagnostics", "Canvas", "TargetKit", "Described", "Decoupled", "LibraryTarget",
        "Debugger",
        "Commands", "Panes", "Terminal",
      ] + arguments,
      swiftSettings: strict),

    // Looks for inputs that the product does not bear.
    .executableTarget(
      name: "Fuzz",
      dependencies: [
        "Support", "Diagnostics", "Canvas", "Tensors", "ISA", "GraphIR", "ONNXImport", "Passes",
        "Simulation", "TargetKit", "Described", "Decoupled", "LibraryTarget", "Debugger",
        "Commands", "Panes", "TestKit",
      ] + arguments + collections,
      path: "Tests/Fuzz", swiftSettings: strict),
    tests("FuzzTests", "Fuzz", "GraphIR", "Diagnostics"),

    // What several test targets need.
    .target(
      name: "TestKit",
      dependencies: ["GraphIR", "Passes", "Tensors", "Support", "Diagnostics"] + collections,
      path: "Tests/TestKit", swiftSettings: strict + fast),
    tests("TidyTests", settings: fast),
    tests("SupportTests", "Support", "Diagnostics"),
    tests("GraphIRTests", "TestKit", "GraphIR", "Tensors", "Support", "Diagnostics"),
    tests(
      "PassesTests", "TestKit", "Passes", "GraphIR", "Tensors", "Support", "Diagnostics",
      resources: [.copy("Goldens")]),
    tests(
      "ONNXImportTests", "ONNXImport", "GraphIR", "Tensors", "Support", "Diagnostics",
      resources: [.copy("Backend")]),
    tests(
      "EndToEndTests", "TestKit", "Debugger", "Described", "Decoupled", "TargetKit", "Simulation",
      "ISA", "Passes", "Tensors", "Support", "Diagnostics"),
    tests(
      "CommandTests", "sluice", "Commands", "Debugger", "Described", "Decoupled", "LibraryTarget",
      "TargetKit",
      "Simulation", "Passes", "GraphIR", "ISA", "Tensors", "Canvas", "Support", "Diagnostics"),
    tests("CanvasTests", "Canvas", "Support", "Diagnostics"),
    tests("PaneTests", "Panes", "Canvas", "Debugger", "Support"),
    .systemLibrary(name: "CVTerm", path: "Tests/CVTerm", providers: [.apt(["libvterm-dev"])]),
    tests("TerminalTests", "sluice", "Commands", "CVTerm", resources: [.copy("Screens")]),

    tests("TensorsTests", "Tensors", "CKernels", "Support", settings: fast),
    tests("ISATests", "ISA", "Decoupled", "TargetKit", "Support", "Diagnostics"),
    tests(
      "DecoupledTests", "TestKit", "Decoupled", "Described", "Effects", "CKernels", "TargetKit",
      "Simulation", "ISA",
      "Passes", "GraphIR", "Tensors", "Support", "Diagnostics", resources: [.copy("Streams")],
      settings: fast),
    tests(
      "DescribedTests", "TestKit", "Described", "Effects", "TargetKit", "Simulation", "ISA",
      "Passes", "GraphIR", "Tensors", "Support", "Diagnostics",
      resources: [.copy("Descriptions")]),
    tests("SimulationTests", "Simulation", "Support", settings: fast),
    tests(
      "EffectsTests", "Effects", "Simulation", "ISA", "Tensors", "Support", "Diagnostics",
      settings: fast),
    tests(
      "LawTests", "Decoupled", "Debugger", "TargetKit", "Passes", "GraphIR", "Tensors", "Support",
      "Diagnostics", settings: fast),
    tests(
      "LibraryTargetTests", "TestKit", "Commands", "Debugger", "LibraryTarget", "TargetKit",
      "Simulation", "Passes", "GraphIR", "Tensors", "Support", "Diagnostics"),
    tests(
      "TargetKitTests", "LibraryTarget", "TargetKit", "Passes", "GraphIR", "Tensors", "Support",
      "Diagnostics"),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .c17
)
