import CYardstick
import Decoupled
public import TargetKit

/// Loads and stores, in one block and in rows of one element.
public enum Transfers {

  private struct Memory {
    var name: String
    var code: Int
    var address: Int

    /// - Units: bytes of an element on the chip and in DRAM.
    var bytes: Int
    var dramBytes: Int
    var columns: Int
  }

  private static let memories = [
    Memory(
      name: "UOP", code: 0, address: ProgramKit.inputs, bytes: 4, dramBytes: 4, columns: 8192),
    Memory(
      name: "WGT", code: 1, address: ProgramKit.weights, bytes: 256, dramBytes: 256, columns: 1024),
    Memory(
      name: "INP", code: 2, address: ProgramKit.inputs, bytes: 16, dramBytes: 16, columns: 2048),
    Memory(
      name: "ACC", code: 3, address: ProgramKit.sums, bytes: 64, dramBytes: 64, columns: 2048),
    Memory(
      name: "ACC8", code: 5, address: ProgramKit.inputs, bytes: 64, dramBytes: 16, columns: 2048),
  ]

  public static func loads() throws -> [Row] {
    try memories.flatMap { memory in
      try [false, true].map { isRows in try load(memory, isRows: isRows) }
    }
  }

  private static func load(_ memory: Memory, isRows: Bool) throws -> Row {
    let (rows, columns) = isRows ? (memory.columns / 2, 1) : (1, memory.columns)
    let stride = isRows ? 2 : columns
    let bytes = rows * columns * memory.dramBytes
    let count = max(1, (isRows ? 60_000_000 : 400_000_000) / bytes)
    var kit = try ProgramKit()
    for _ in 0 ..< count {
      try kit.add(
        .load,
        [
          .memory: memory.code, .dram: memory.address / memory.dramBytes, .rows: rows,
          .columns: columns, .stride: stride,
        ])
    }
    let plain = PlainMemories()
    return Row(
      name: "LOAD \(memory.name) \(isRows ? "rows of one" : "block")", unit: "byte",
      amount: count * bytes, workload: try kit.workload()
    ) {
      let size = (UInt32(rows), UInt32(columns), UInt32(stride))
      if memory.bytes != memory.dramBytes {
        return unsafe yard_load_widening(
          plain.inputs, plain.sums, max(1, size.0 / 2), size.1, size.2)
      }
      return unsafe yard_load(
        plain.dram, UnsafeMutableRawPointer(plain.weights).assumingMemoryBound(to: UInt8.self),
        size.0, size.1, size.2, UInt32(memory.bytes))
    }
  }

  public static func stores() throws -> [Row] {
    try [false, true].map { isRows in
      let (rows, columns) = isRows ? (1024, 1) : (1, 2048)
      let stride = isRows ? 2 : columns
      let bytes = rows * columns * 16
      let count = (isRows ? 40_000_000 : 200_000_000) / bytes
      var kit = try ProgramKit()
      try kit.loadAll()
      for index in 0 ..< count {
        try kit.add(
          .store,
          [
            .memory: 4, .dram: ProgramKit.results / 16, .rows: rows, .columns: columns,
            .stride: stride,
          ], pops: index == 0 ? ["g2s"] : [])
      }
      let plain = PlainMemories()
      return Row(
        name: "STORE \(isRows ? "rows of one" : "block")", unit: "byte", amount: count * bytes,
        workload: try kit.workload()
      ) {
        unsafe yard_store(
          plain.weights, plain.sums, UInt32(rows), UInt32(columns), UInt32(stride))
      }
    }
  }

}
