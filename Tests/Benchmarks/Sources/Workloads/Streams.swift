import Decoupled
import Foundation
public import TargetKit

/// Whole streams: a blocked product, and what a compiler made of convolutions.
public enum Streams {

  /// 1024 x 1024 x 1024 in tiles of 256 x 256, with loads and stores.
  public static func product() throws -> Workload {
    var kit = try ProgramKit()
    let uops = (0 ..< 16).flatMap { n in (0 ..< 16).map { k in (n, k, n * 16 + k) } }
    try kit.load(uops)
    let loops: [Parameter: Int] = [
      .uopEnd: 256, .outerCount: 1, .innerCount: 128, .destinationInner: 16, .sourceInner: 16,
    ]
    for row in 0 ..< 8 {
      for column in 0 ..< 4 {
        try kit.add(
          .gemm, loops.merging([.reset: 1]) { $1 }, pushes: ["g2l"])
        for depth in 0 ..< 4 {
          let isLast = depth == 3
          try kit.load(
            2, ProgramKit.inputs + (row * 4 + depth) * 0x8000, elementBytes: 16, columns: 2048,
            pops: ["g2l"])
          try kit.load(
            1, ProgramKit.weights + (column * 4 + depth) * 0x1_0000, elementBytes: 256,
            columns: 256, pushes: ["l2g"])
          try kit.add(
            .gemm, loops, pops: ["l2g"], pushes: isLast ? ["g2s"] : ["g2l"])
        }
        try kit.add(
          .store,
          [
            .memory: 4, .dram: (ProgramKit.results + (row * 4 + column) * 0x8000) / 16, .rows: 1,
            .columns: 2048, .stride: 2048,
          ], pops: ["g2s"], pushes: ["s2g"])
        // The sums are free again when the store has read them.
        try kit.add(.load, [.memory: 0], pops: ["s2g"])
      }
    }
    return try kit.workload()
  }

  /// The folder with captured streams beside the package, if it is there.
  public static var captured: String? {
    var folder = URL(filePath: #filePath).resolvingSymlinksInPath()
    while folder.pathComponents.count > 1 {
      folder.deleteLastPathComponent()
      let candidate = folder.appending(path: "shared/golden/vta/tvm")
      if FileManager.default.fileExists(atPath: candidate.path) { return candidate.path }
    }
    return nil
  }

  /// A captured stream and the multiplications and additions in it.
  public static func convolution(_ name: String) throws -> (workload: Workload, macs: Int)? {
    guard let captured else { return nil }
    let kit = try ProgramKit()
    let workload = try StreamFolder(kit.target.instructionSet).read(captured + "/" + name)
    var device = try kit.device(workload)
    while case .streamEnd = device.run() {}
    let steps = device.counters.first { $0.name == "gemm_counter" }?.value ?? 0
    return (workload, steps * 256)
  }

}
