// swift-tools-version: 6.2

import PackageDescription

let machine: [Target.Dependency] = [
  .product(name: "Machines", package: "sluice")
]

/// Rates of the machines beside plain loops in C. A package of its own, so that nobody who builds
/// the product needs what it depends on.
let package = Package(
  name: "benchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(name: "sluice", path: "../.."),
    .package(url: "https://github.com/ordo-one/benchmark", exact: "1.38.1", traits: []),
  ],
  targets: [
    .target(name: "CYardstick", cSettings: [.unsafeFlags(["-O2"])]),
    .target(name: "Workloads", dependencies: machine + ["CYardstick"]),
    .executableTarget(name: "Rates", dependencies: ["Workloads"]),
    .executableTarget(
      name: "Machine",
      dependencies: ["Workloads", .product(name: "Benchmark", package: "benchmark")],
      path: "Benchmarks/Machine",
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .c17
)
