public import Described
import Diagnostics
import ISA
import Support
public import TargetKit

/// A program for a machine that is described by what its instructions do.
public struct DescribedKit {

  public let description: MachineDescription
  private var code: MachineCode

  /// - Parameter name: of an accelerator that is built in.
  public init(_ name: String) throws {
    let source = try BuiltInTargets().source(named: name)
    description = try MachineDescription(
      reading: SourceText(name: source.name, text: Self.effects(in: source.text)))
    code = MachineCode(for: description.instructionSet)
  }

  /// The same machine where nobody recognises what it is, and without the clocks of its hardware.
  private static func effects(in text: String) -> String {
    guard text.contains("kind: decoupled"), let end = text.firstRange(of: "\ntiming:") else {
      return text
    }
    return text[..<end.lowerBound].replacing("kind: decoupled", with: "kind: effects") + "\n"
  }

  /// An instruction with these numbers in its fields, and 0 in the others.
  public mutating func add(_ name: String, _ numbers: [String: Int] = [:]) {
    let set = description.instructionSet
    guard let index = set.formats.firstIndex(where: { $0.name == name }) else {
      fatalError("no instruction `\(name)`")
    }
    set.append(index, set.formats[index].fields.map { numbers[$0.name] ?? 0 }, to: &code)
  }

  /// A device before the program, over an image of random bytes.
  public func device(_ options: RunOptions = RunOptions()) throws -> DescribedDevice {
    var random = SplitMix64(seed: 7)
    let bytes = (0 ..< 1 << 20).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    let workload = Workload(
      image: MemoryImage(segments: [.init(address: 0, bytes: bytes)]),
      streams: [Stream(code: code)])
    var device = try DescribedDevice(description)
    try device.load(workload, options)
    return device
  }

}

extension DescribedKit {

  /// The machine `gemmini` with weights that stay where they are.
  fileprivate static func gemmini() throws -> DescribedKit {
    var kit = try DescribedKit("gemmini")
    kit.add("config_ex", ["ws": 1, "a_stride": 1, "c_stride": 1])
    return kit
  }

  /// Numbers are loaded as they are: the scale is 1.0.
  fileprivate mutating func setLoadStride(_ stride: Int) {
    add("config_ld", ["factor": 0x3f80_0000, "stride": stride])
  }

  /// Rows of 16 numbers times a block of weights, or the one that is there.
  fileprivate mutating func multiply(
    _ data: Int, rows: Int, by weights: Int?, to sums: Int, adds: Bool
  ) {
    add(
      "preload",
      [
        "b": weights ?? 0xffff_ffff, "bcols": 16, "brows": 16, "to": sums, "add": adds ? 1 : 0,
        "sums": 1, "ccols": 16, "crows": rows,
      ])
    add(
      weights == nil ? "compute_accumulated" : "compute_preloaded",
      ["a": data, "acols": 16, "arows": rows])
  }

}

/// Programs for described machines, and how much of what is counted one run of each does.
public struct DescribedRow {

  public var name: String
  public var unit: String
  public var amount: Int
  public var kit: DescribedKit

}

extension DescribedRow {

  public static func rows() throws -> [DescribedRow] {
    [
      try products(50_000, keepsWeights: false), try products(100_000, keepsWeights: true),
      try tall(4_000), try steps(2_000), try registers(1_000_000), try mixed(100_000),
      try small(500_000),
    ]
  }

  /// 16 rows with a block of weights: another one for each product, or the same for 16 of them.
  private static func products(_ count: Int, keepsWeights: Bool) throws -> DescribedRow {
    var kit = try DescribedKit.gemmini()
    for index in 0 ..< count {
      let isNew = !keepsWeights || index % 16 == 0
      let block = index % 512
      kit.multiply(
        block * 16, rows: 16, by: isNew ? 8192 + block * 16 : nil, to: block % 64 * 16,
        adds: index % 4 != 0)
    }
    return DescribedRow(
      name: keepsWeights ? "16 x 16 x 16, weights stay" : "16 x 16 x 16", unit: "MAC",
      amount: count * 4096, kit: kit)
  }

  /// 256 rows with a block of weights.
  private static func tall(_ count: Int) throws -> DescribedRow {
    var kit = try DescribedKit.gemmini()
    for index in 0 ..< count {
      kit.multiply(
        index % 16 * 256, rows: 256, by: 8192 + index % 512 * 16, to: 0, adds: true)
    }
    return DescribedRow(
      name: "256 x 16 x 16", unit: "MAC", amount: count * 65536, kit: kit)
  }

  /// Steps of a row and a block, which micro-operations say.
  private static func steps(_ count: Int) throws -> DescribedRow {
    var kit = try DescribedKit("vta")
    for _ in 0 ..< count {
      kit.add(
        "gemm",
        [
          "uop_end": 64, "iter_out": 2, "iter_in": 16, "dst_factor_out": 16, "dst_factor_in": 1,
          "src_factor_in": 1,
        ])
    }
    kit.add("finish")
    return DescribedRow(
      name: "steps of 1 x 16 x 16", unit: "MAC", amount: count * 2048 * 256, kit: kit)
  }

  private static func registers(_ count: Int) throws -> DescribedRow {
    var kit = try DescribedKit.gemmini()
    for index in 0 ..< count { kit.setLoadStride(index % 4096) }
    return DescribedRow(name: "writes of a register", unit: "instruction", amount: count, kit: kit)
  }

  /// Rows in, a product, rows out.
  private static func mixed(_ count: Int) throws -> DescribedRow {
    var kit = try DescribedKit.gemmini()
    kit.setLoadStride(16)
    kit.add("config_st", ["stride": 16])
    for index in 0 ..< count {
      let (row, place) = (index % 256 * 4, index % 512 * 64)
      kit.add("mvin", ["at": place, "to": row, "cols": 16, "rows": 4])
      kit.multiply(row, rows: 4, by: 8192, to: row, adds: false)
      kit.add("mvout", ["to": 1 << 19 | place, "at": row, "sums": 1, "cols": 16, "rows": 4])
    }
    return DescribedRow(
      name: "in, weights, product, out", unit: "instruction", amount: 4 * count + 3, kit: kit)
  }

  /// Moves and products of a row on a small machine with tokens, which nobody has to wait for.
  private static func small(_ count: Int) throws -> DescribedRow {
    var kit = try DescribedKit("pico")
    for index in 0 ..< count / 4 {
      kit.add("ldi", ["to": index % 16, "n": 1, "at": index % 64])
      kit.add("mm", ["dst": index % 32, "src": 16, "w": index % 16, "n": 1])
      kit.add("alu", ["f": 2, "dst": index % 32, "n": 1, "imm": 3])
      kit.add("vec", ["f": 1, "dst": index % 32, "src": 5, "n": 1])
    }
    return DescribedRow(
      name: "rows on a small machine", unit: "instruction", amount: count, kit: kit)
  }

}
