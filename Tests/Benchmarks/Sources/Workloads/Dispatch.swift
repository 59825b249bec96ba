import CYardstick
import Decoupled
public import TargetKit

/// Instructions that do next to nothing, so that beginning and ending them is what takes time.
public enum Dispatch {

  public static func rows(_ count: Int = 1_000_000) throws -> [Row] {
    [
      Row(
        name: "NOPs on one unit", unit: "instruction", amount: count,
        workload: try idle(count, usesTokens: false)
      ) { yard_idle(200_000, 0) },
      Row(
        name: "NOPs with tokens", unit: "instruction", amount: count,
        workload: try idle(count, usesTokens: true)
      ) { yard_idle(200_000, 1) },
      try pipelineRow(count),
    ]
  }

  static func pipelineRow(_ count: Int) throws -> Row {
    let plain = PlainMemories()
    return Row(
      name: "LOAD LOAD GEMM ALU STORE", unit: "instruction", amount: count,
      workload: try pipeline(count)
    ) {
      unsafe yard_pipeline(
        40_000, plain.dram, plain.dram + 65536, plain.inputs, plain.weights, plain.sums)
    }
  }

  /// Loads of nothing: all of the load unit, or by turns of the load and the compute unit, which
  /// hand a token to and fro.
  static func idle(_ count: Int, usesTokens: Bool) throws -> Workload {
    var kit = try ProgramKit()
    guard usesTokens else {
      try kit.add(.load, [.memory: 2])
      kit.repeatAll(count)
      return try kit.workload()
    }
    try kit.add(.load, [.memory: 2], pushes: ["l2g"])
    try kit.add(.load, [.memory: 0], pops: ["l2g"], pushes: ["g2l"])
    var rest = try ProgramKit()
    try rest.add(.load, [.memory: 2], pops: ["g2l"], pushes: ["l2g"])
    try rest.add(.load, [.memory: 0], pops: ["l2g"], pushes: ["g2l"])
    rest.repeatAll(count / 2 - 1)
    kit.append(rest)
    return try kit.workload()
  }

  /// Five instructions of one element each, with tokens as a compiler sets them.
  public static func pipeline(_ count: Int) throws -> Workload {
    func five(_ kit: inout ProgramKit, isFirst: Bool) throws {
      try kit.load(
        2, ProgramKit.inputs, elementBytes: 16, columns: 1, pops: isFirst ? [] : ["g2l"])
      try kit.load(1, ProgramKit.weights, elementBytes: 256, columns: 1, pushes: ["l2g"])
      try kit.add(
        .gemm, [.uopEnd: 1, .outerCount: 1, .innerCount: 1],
        pops: isFirst ? ["l2g"] : ["l2g", "s2g"], pushes: ["g2l"])
      try kit.add(
        .alu,
        [
          .uopEnd: 1, .outerCount: 1, .innerCount: 1, .operation: 1, .useImmediate: 1,
          .immediate: 0,
        ], pushes: ["g2s"])
      try kit.add(
        .store,
        [.memory: 4, .dram: ProgramKit.results / 16, .rows: 1, .columns: 1, .stride: 1],
        pops: ["g2s"], pushes: ["s2g"])
    }
    var kit = try ProgramKit()
    try kit.load([(0, 0, 0)])
    try five(&kit, isFirst: true)
    var rest = try ProgramKit()
    try five(&rest, isFirst: false)
    rest.repeatAll(count / 5 - 1)
    kit.append(rest)
    // The last store is waited for.
    try kit.add(.load, [.memory: 0], pops: ["s2g"])
    return try kit.workload()
  }

}

extension ProgramKit {
  mutating func append(_ other: ProgramKit) { words += other.words }
}
