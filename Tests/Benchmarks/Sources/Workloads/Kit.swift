public import Decoupled
public import ISA
import Support
public import TargetKit

/// Programs for the accelerator that is built in, as lists of instructions over one image.
public struct ProgramKit {

  public let target: DecoupledDescription

  /// Where the memories' contents stand in DRAM, by the bytes of an element.
  public static let inputs = 0x10_0000
  public static let weights = 0x20_0000
  public static let sums = 0x40_0000
  public static let microOps = 0x60_0000
  public static let results = 0x80_0000

  public internal(set) var words: [Word] = []
  private var microOpBytes: [UInt8] = []

  public init() throws {
    target = try BuiltInTargets().description(named: "vta")
  }

  public mutating func add(
    _ meaning: Meaning, _ fields: [Parameter: Int], pops: [String] = [],
    pushes: [String] = []
  ) throws {
    words.append(try target.encode(meaning, fields, pops: pops, pushes: pushes))
  }

  /// Says again what has been said, until there are `count` instructions.
  public mutating func repeatAll(_ count: Int) {
    let once = words
    words.reserveCapacity(once.count * count)
    for _ in 1 ..< count { words += once }
  }

  public mutating func load(
    _ memory: Int, _ address: Int, elementBytes: Int, sram: Int = 0, rows: Int = 1, columns: Int,
    pops: [String] = [], pushes: [String] = []
  ) throws {
    try add(
      .load,
      [
        .memory: memory, .sram: sram, .dram: address / elementBytes, .rows: rows,
        .columns: columns, .stride: columns,
      ], pops: pops, pushes: pushes)
  }

  /// Puts micro-ops into DRAM and loads them.
  public mutating func load(_ uops: [(dst: Int, src: Int, wgt: Int)], sram: Int = 0) throws {
    let address = ProgramKit.microOps + microOpBytes.count
    for uop in uops {
      microOpBytes += try target.encodeMicroOp(
        destination: uop.dst, source: uop.src, weight: uop.wgt
      ).bytes(4)
    }
    try load(0, address, elementBytes: 4, sram: sram, columns: uops.count)
  }

  public func workload() throws -> Workload {
    var random = SplitMix64(seed: 7)
    func bytes(_ count: Int) -> [UInt8] {
      (0 ..< count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    }
    let zeros = [UInt8](repeating: 0, count: 4 << 20)
    let image = MemoryImage(segments: [
      .init(address: ProgramKit.inputs, bytes: bytes(1 << 20)),
      .init(address: ProgramKit.weights, bytes: bytes(2 << 20)),
      .init(address: ProgramKit.sums, bytes: bytes(1 << 20)),
      .init(address: ProgramKit.microOps, bytes: microOpBytes),
      .init(address: ProgramKit.results, bytes: zeros),
    ])
    return Workload(
      image: image, streams: [Stream(words: words + [try target.encode(.finish)])])
  }

  public func device(_ workload: Workload, hasHistory: Bool = true) throws -> DecoupledDevice {
    var device = DecoupledDevice(target)
    // What is worked out before a run is measured by itself.
    let options = RunOptions(stopsAtRaces: false)
    if hasHistory {
      try device.load(workload, options)
    } else {
      try device.loadWithoutHistory(workload, options)
    }
    return device
  }

}
