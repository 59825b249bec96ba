import Described
import Diagnostics
import Foundation
import ISA
import Simulation
import Support
import TargetKit
import Tensors
import Testing

/// A machine of somebody else, described after its manual.
@Suite struct OpenTPUTests {

  private static let data = (0 ..< 48).map { $0 * 7 % 31 - 15 }
  private static let weights = [3, 5].map { factor in
    (0 ..< 256).map { $0 * factor % 13 - 6 }
  }

  private func bench() throws -> Bench {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
    let file = folder.appending(path: "../../samples/porting/open-tpu.yaml").standardized
    let text = try String(contentsOf: file, encoding: .utf8)
    return try Bench(describing: text).with(Self.data, at: 0).with(
      Self.weights[0] + Self.weights[1], at: 256 * 16
    ).with([Int](repeating: 0, count: 48), at: 256)
  }

  /// The sums of rows of data with the columns of a tile.
  private func product(_ rows: [[Int]], _ tile: [Int]) -> [[Int]] {
    rows.map { row in
      (0 ..< 16).map { column in (0 ..< 16).reduce(0) { $0 + row[$1] * tile[16 * $1 + column] } }
    }
  }

  /// Weights come out of the FIFO in the order in which they went in; MMC adds unless it is told to
  /// replace.
  @Test func twoTilesWaitInTheFIFO() throws {
    let bench = try bench()
    var device = try bench.device([
      bench.word("RHM", ["n": 3]), bench.word("NOP"), bench.word("RW", ["at": 16]),
      bench.word("RW", ["at": 17]),
      bench.word("MMC", ["n": 3, "switch": 1, "overwrite": 1]),
      bench.word("MMC", ["n": 3, "switch": 1]), bench.word("SYNC"),
      bench.word("ACT", ["n": 3, "ub_at": 8, "f": 1]),
      bench.word("WHM", ["ub_at": 8, "n": 3, "to": 16]), bench.word("HLT"),
    ])
    #expect(device.run() == .end)
    let rows = (0 ..< 3).map { Array(Self.data[16 * $0 ..< 16 * $0 + 16]) }
    let sums = zip(product(rows, Self.weights[0]), product(rows, Self.weights[1])).map {
      zip($0, $1).map { $0 + $1 }
    }
    let expected = sums.joined().map { UInt8(truncatingIfNeeded: max(0, $0)) }
    #expect(try device.readDRAM(at: 256, count: 48) == expected)
    device.seek(to: Mark(instruction: 5))
    #expect(
      try device.read("acc", elements: 0 ..< 3).doubles.map { Int($0) }
        == Array(product(rows, Self.weights[0]).joined()))
  }

  /// 14 bytes each, whose fields are where the manual says.
  @Test func wordsAreThoseOfTheManual() throws {
    let bench = try bench()
    let word = try bench.word(
      "MMC", ["ub_at": 0x010203, "to": 5, "n": 8, "switch": 1, "overwrite": 1])
    let bytes = bench.machine.instructionSet.bytes(of: MachineCode.narrow([word]))
    #expect(Array(bytes.reversed()) == [3, 5, 8] + [0, 0, 0, 0, 0, 0, 0, 5] + [1, 2, 3])
  }

}
