import CYardstick
import Decoupled
import Support
public import TargetKit

/// Matrix and vector instructions, again and again on what is loaded once.
public enum Nests {

  /// A nest, its micro-ops and how often it is done.
  struct Shape {
    var name: String
    var uops: [(dst: Int, src: Int, wgt: Int)]
    var outer = 1
    var inner = 1
    var destination = (0, 0)
    var source = (0, 0)
    var weight = (0, 0)

    var steps: Int { outer * inner * uops.count }

    var fields: [Parameter: Int] {
      [
        .uopEnd: uops.count, .outerCount: outer, .innerCount: inner,
        .destinationOuter: destination.0, .destinationInner: destination.1,
        .sourceOuter: source.0, .sourceInner: source.1,
      ]
    }

    var matrixFields: [Parameter: Int] {
      fields.merging([.weightOuter: weight.0, .weightInner: weight.1]) { $1 }
    }

    var plain: yard_nest {
      yard_nest(
        begin: 0, end: UInt32(uops.count), outer: UInt32(outer), inner: UInt32(inner),
        dst_outer: UInt32(destination.0), dst_inner: UInt32(destination.1),
        src_outer: UInt32(source.0), src_inner: UInt32(source.1), wgt_outer: UInt32(weight.0),
        wgt_inner: UInt32(weight.1))
    }
  }

  /// A tile of a convolution, two blocks of channels from one, 3 x 3.
  static var convolution: Shape {
    Shape(
      name: "GEMM conv 14x56x2, K 9",
      uops: (0 ..< 9).flatMap { k in (0 ..< 56).map { ($0, $0 + k / 3 * 58 + k % 3, k) } },
      outer: 2, inner: 14, destination: (784, 56), source: (0, 58), weight: (9, 0))
  }

  static var deepConvolution: Shape {
    Shape(
      name: "GEMM conv 14x14x4, K 36",
      uops: (0 ..< 36).flatMap { k in
        (0 ..< 14).map { ($0, $0 + k / 9 * 256 + k % 9 / 3 * 16 + k % 3, k) }
      },
      outer: 4, inner: 14, destination: (196, 14), source: (0, 16), weight: (36, 0))
  }

  static var dense: Shape {
    Shape(
      name: "GEMM dense 512x512", uops: (0 ..< 32).map { (0, $0, $0) }, inner: 32,
      destination: (0, 1), weight: (0, 32))
  }

  static var scattered: Shape {
    var random = SplitMix64(seed: 3)
    func number(_ limit: UInt64) -> Int { Int(random.next() % limit) }
    return Shape(
      name: "GEMM random micro-ops",
      uops: (0 ..< 4096).map { _ in (number(2048), number(2048), number(1024)) })
  }

  static var blocked: Shape {
    Shape(
      name: "GEMM only, 16x16x16 blocks",
      uops: (0 ..< 16).flatMap { n in (0 ..< 16).map { (n, $0, n * 16 + $0) } }, inner: 16,
      destination: (0, 16), source: (0, 16))
  }

  public static func matrices() throws -> [Row] {
    try [blocked, convolution, deepConvolution, dense, scattered].map { shape in
      var kit = try ProgramKit()
      try kit.loadAll()
      try kit.load(shape.uops)
      let count = max(1, 400_000_000 / (shape.steps * 256))
      for _ in 0 ..< count { try kit.add(.gemm, shape.matrixFields) }
      let memories = PlainMemories(shape.uops)
      return Row(
        name: shape.name, unit: "MAC", amount: count * shape.steps * 256,
        workload: try kit.workload()
      ) {
        var nest = shape.plain
        return unsafe yard_gemm(
          &nest, memories.uops, memories.inputs, memories.weights, memories.sums)
      }
    }
  }

  public static func vectors() throws -> [Row] {
    let operations = ["MIN", "MAX", "ADD", "SHR", "MUL"]
    return try operations.indices.flatMap { operation in
      try [true, false].map { isImmediate in
        let shape = Shape(
          name: "", uops: [(0, 1024, 0)], outer: 1, inner: 1024, destination: (0, 1),
          source: (0, 1))
        var kit = try ProgramKit()
        try kit.loadAll()
        try kit.load(shape.uops)
        let fields = shape.fields.merging([
          .operation: operation, .useImmediate: isImmediate ? 1 : 0, .immediate: 1,
        ]) { $1 }
        for _ in 0 ..< 2000 { try kit.add(.alu, fields) }
        let memories = PlainMemories(shape.uops)
        return Row(
          name: "ALU \(operations[operation]) \(isImmediate ? "immediate" : "vector")",
          unit: "lane-op", amount: 2000 * shape.steps * 16, workload: try kit.workload()
        ) {
          var nest = shape.plain
          return unsafe yard_alu(
            &nest, memories.uops, Int32(operation), isImmediate ? 1 : 0, 1, memories.sums)
        }
      }
    }
  }

}

/// Memories for the plain loops; they live as long as the program.
@unsafe struct PlainMemories {

  let uops: UnsafeMutablePointer<UInt32>
  let inputs: UnsafeMutablePointer<Int8>
  let weights: UnsafeMutablePointer<Int8>
  let sums: UnsafeMutablePointer<Int32>
  let dram: UnsafeMutablePointer<UInt8>

  init(_ list: [(dst: Int, src: Int, wgt: Int)] = []) {
    var random = SplitMix64(seed: 5)
    uops = .allocate(capacity: max(1, list.count))
    for (index, uop) in list.enumerated() {
      uops[index] = UInt32(uop.dst | uop.src << 11 | uop.wgt << 22)
    }
    inputs = .allocate(capacity: 2048 * 16)
    weights = .allocate(capacity: 1024 * 256)
    sums = .allocate(capacity: 2048 * 16)
    dram = .allocate(capacity: 1 << 20)
    for index in 0 ..< 2048 * 16 { inputs[index] = Int8(truncatingIfNeeded: random.next()) }
    for index in 0 ..< 1024 * 256 { weights[index] = Int8(truncatingIfNeeded: random.next()) }
    for index in 0 ..< 2048 * 16 { sums[index] = Int32(truncatingIfNeeded: random.next()) }
    for index in 0 ..< 1 << 20 { dram[index] = UInt8(truncatingIfNeeded: random.next()) }
  }

}

extension ProgramKit {
  /// Fills the memories of the accelerator; units wait for that.
  mutating func loadAll() throws {
    try load(3, ProgramKit.sums, elementBytes: 64, columns: 2048)
    try load(2, ProgramKit.inputs, elementBytes: 16, columns: 2048)
    try load(1, ProgramKit.weights, elementBytes: 256, columns: 1024, pushes: ["l2g"])
    try add(.load, [.memory: 0], pops: ["l2g"], pushes: ["g2s"])
  }
}
