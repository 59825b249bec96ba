import Described
import Diagnostics
import ISA
import Simulation
import Support
import TargetKit
import Tensors
import Testing

/// The machine for lessons about counted waits: registers are written, then commands begin work.
@Suite struct CountedWaitsTests {

  private static let data = (0 ..< 16).map { $0 * 5 % 23 - 11 }
  private static let weights = (0 ..< 64).map { $0 * 7 % 19 - 9 }

  private func bench() throws -> Bench {
    try Bench(Machines.named("counted-waits")).with(Self.data, at: 4096).with(
      Self.weights, at: 8192
    ).with([Int](repeating: 0, count: 16), at: 12288)
  }

  /// Two rows of data times a block of weights, a quarter of the sums, from 12288 on.
  private func product(_ bench: Bench) throws -> [Word] {
    try [
      bench.word("set_address", ["value": 8192]), bench.word("set_length", ["value": 1]),
      bench.word("fetch_weights"), bench.word("set_address", ["value": 4096]),
      bench.word("set_length", ["value": 2]), bench.word("fetch"),
      bench.word("wait_dma", ["left": 0]), bench.word("set_rows", ["value": 2]),
      bench.word("product", ["begins": 1]),
      bench.word("scale", ["shift": 2, "least": -128, "most": 127]),
      bench.word("wait_kernel", ["left": 0]), bench.word("set_address", ["value": 12288]),
      bench.word("write"), bench.word("wait_dma", ["left": 0]), bench.word("stop"),
    ]
  }

  private static let expected = (0 ..< 2).flatMap { row in
    (0 ..< 8).map { output in
      let sum = (0 ..< 8).reduce(0) { $0 + data[8 * row + $1] * weights[8 * output + $1] }
      return min(127, max(-128, sum >> 2))
    }
  }

  @Test func aProductIsComputed() throws {
    let bench = try bench()
    var device = try bench.device(product(bench))
    #expect(device.run() == .end)
    let bytes = try device.readDRAM(at: 12288, count: 16)
    #expect(bytes == Self.expected.map { UInt8(truncatingIfNeeded: $0) })
  }

  @Test func itIsSteppedBothWays() throws {
    let bench = try bench()
    let count = try product(bench).count
    var device = try bench.device(product(bench))
    var hashes: [StateHash] = []
    for instruction in 0 ... count {
      device.seek(to: Mark(instruction: instruction))
      hashes.append(device.stateHash)
    }
    for instruction in (0 ... count).reversed() {
      device.seek(to: Mark(instruction: instruction))
      #expect(device.stateHash == hashes[instruction])
    }
  }

  /// Commands are as wide as they say: an address makes one of 64 bits, the others have 32.
  @Test func commandsHaveTwoWidths() throws {
    let bench = try bench()
    let set = bench.machine.instructionSet
    let code = MachineCode.narrow(try product(bench))
    let bytes = set.bytes(of: code)
    #expect(bytes.count == 4 * code.count + 4 * 3)
    #expect(set.code(of: bytes) == code)
  }

}
