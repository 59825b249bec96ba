import Effects
import ISA
import Simulation
import Support
import TargetKit
import Testing

@testable import Decoupled

/// Matrix and vector instructions as a whole do what their steps do one by one, whatever kernels
/// there are.
@Suite struct NestTests {

  /// A program that fills every memory with random numbers and then runs `count` nests.
  private struct Program {

    let target: DecoupledDescription
    var random: SplitMix64
    var words: [Word] = []
    var microOps: [UInt8] = []

    /// Bytes of the memories in DRAM: sums, inputs, weights, and then micro-ops.
    static let sums = 0x10_0000
    static let inputs = 0x20_0000
    static let weights = 0x30_0000
    static let microOps = 0x40_0000

    init(seed: UInt64) throws {
      target = try goldenDescription()
      random = SplitMix64(seed: seed)
      try load(code: 3, at: Program.sums / 64, 2048)
      try load(code: 2, at: Program.inputs / 16, 2048)
      try load(code: 1, at: Program.weights / 256, 1024)
    }

    mutating func number(_ limit: Int) -> Int { Int(random.next() % UInt64(limit)) }

    private mutating func load(code: Int, at dram: Int, _ count: Int, sram: Int = 0) throws {
      words.append(
        try target.encode(
          .load,
          [
            .memory: code, .sram: sram, .dram: dram, .rows: 1, .columns: count, .stride: count,
          ]))
    }

    /// Puts micro-ops where they are in DRAM, and loads them.
    mutating func load(_ uops: [(dst: Int, src: Int, wgt: Int)]) throws {
      let at = (Program.microOps + microOps.count) / 4
      for uop in uops {
        let word = try target.encodeMicroOp(
          destination: uop.dst, source: uop.src, weight: uop.wgt)
        microOps += word.bytes(4)
      }
      try load(code: 0, at: at, uops.count)
    }

    /// A load of some inputs and weights again, so that what was kept of them is wrong.
    mutating func reload() throws {
      let first = number(1000)
      try load(code: 2, at: Program.inputs / 16 + number(1000), 100, sram: first)
      try load(code: 1, at: Program.weights / 256 + number(900), 20, sram: first)
    }

    /// - Parameter share: of 256 bytes, how many are -128.
    mutating func workload(least share: Int) throws -> Workload {
      func bytes(_ count: Int, _ random: inout SplitMix64) -> [UInt8] {
        (0 ..< count).map { _ in
          let word = random.next()
          return Int(word >> 32 & 255) < share ? 128 : UInt8(truncatingIfNeeded: word)
        }
      }
      let image = MemoryImage(segments: [
        .init(address: Program.sums, bytes: bytes(2048 * 64, &random)),
        .init(address: Program.inputs, bytes: bytes(2048 * 16, &random)),
        .init(address: Program.weights, bytes: bytes(1024 * 256, &random)),
        .init(address: Program.microOps, bytes: microOps),
      ])
      let end = try target.encode(.finish)
      return Workload(image: image, streams: [Stream(words: words + [end])])
    }
  }

  /// Loops that each move destination, source and weights by some stride, often 0.
  private func loops(_ program: inout Program) -> [(count: Int, dst: Int, src: Int, wgt: Int)] {
    (0 ..< 1 + program.number(3)).map { _ in
      let count = [1, 2, 3, 4, 5, 7, 14][program.number(7)]
      func stride(_ most: Int) -> Int { program.number(3) == 0 ? program.number(most) : 1 }
      switch program.number(6) {
      case 0, 1: return (count, stride(20), stride(20), 0)
      case 2, 3: return (count, 0, stride(20), stride(10))
      case 4: return (count, stride(20), 0, stride(10))
      default: return (count, program.number(4), program.number(4), program.number(3))
      }
    }
  }

  /// Micro-ops of nested loops, sometimes with one of them disturbed.
  private func microOps(_ program: inout Program) -> [(dst: Int, src: Int, wgt: Int)] {
    var uops = [(dst: program.number(300), src: program.number(300), wgt: program.number(200))]
    for loop in loops(&program) where uops.count * loop.count <= 600 {
      uops = (0 ..< loop.count).flatMap { i in
        uops.map { ($0.dst + i * loop.dst, $0.src + i * loop.src, $0.wgt + i * loop.wgt) }
      }
    }
    if program.number(5) == 0 { uops[program.number(uops.count)].dst = program.number(300) }
    return uops
  }

  private func strides(_ program: inout Program) -> [Parameter: Int] {
    func some(_ most: Int) -> Int { program.number(2) == 0 ? 0 : program.number(most) }
    return [
      .outerCount: 1 + program.number(4), .innerCount: 1 + program.number(9),
      .destinationOuter: some(60), .destinationInner: some(20), .sourceOuter: some(60),
      .sourceInner: some(20), .weightOuter: some(30), .weightInner: some(10),
    ]
  }

  private func matrices(seed: UInt64) throws -> Workload {
    var program = try Program(seed: seed)
    for round in 0 ..< 30 {
      let uops = microOps(&program)
      try program.load(uops)
      if round % 4 == 3 { try program.reload() }
      var fields = strides(&program)
      fields[.uopEnd] = uops.count
      fields[.reset] = program.number(8) == 0 ? 1 : 0
      // Twice: the second time everything is known of it.
      for _ in 0 ..< 2 { program.words.append(try program.target.encode(.gemm, fields)) }
    }
    return try program.workload(least: [0, 1, 40][Int(seed % 3)])
  }

  private func vectors(seed: UInt64) throws -> Workload {
    var program = try Program(seed: seed)
    for round in 0 ..< 60 {
      // Destinations and sources near each other overlap.
      let uops = (0 ..< 1 + program.number(round % 3 == 0 ? 1 : 12)).map { _ in
        (dst: program.number(40), src: program.number(40), wgt: 0)
      }
      try program.load(uops)
      var fields = strides(&program)
      fields[.weightOuter] = nil
      fields[.weightInner] = nil
      fields[.uopEnd] = uops.count
      fields[.operation] = program.number(5)
      fields[.useImmediate] = program.number(2)
      fields[.immediate] = program.number(80) - 40
      program.words.append(try program.target.encode(.alu, fields))
    }
    return try program.workload(least: 8)
  }

  private func machine(_ workload: Workload, level: Int32) throws -> DecoupledMachine {
    DecoupledMachine(
      MachinePlan(try goldenDescription(), workload, RunOptions(), level: level))
  }

  /// Runs the workload step by step with plain kernels, and as a whole with others.
  private func differences(_ workload: Workload) throws -> [String] {
    var plain = try machine(workload, level: 0)
    var others = try MachinePlan.levels.map { try machine(workload, level: $0) }
    var found: [String] = []
    while !plain.stop.isFinal {
      let instruction = plain.mark.instruction
      repeat { plain.advance(steps: 1) } while plain.mark.step > 0 && !plain.stop.isFinal
      let hash = plain.stateHash
      let writers = plain.lastWriters(slot: 3, 0 ..< 2048)
      for index in others.indices {
        _ = others[index].run(to: instruction + 1, work: .max / 2, until: nil)
        if others[index].stateHash != hash {
          found.append("#\(instruction) by \(MachinePlan.levels[index])")
        }
        if others[index].lastWriters(slot: 3, 0 ..< 2048) != writers {
          found.append("writers of #\(instruction) by \(MachinePlan.levels[index])")
        }
        if others[index].stop != plain.stop { found.append("stop of #\(instruction)") }
      }
    }
    return found
  }

  @Test(arguments: 0 ..< 12)
  func productsAreTheirSteps(_ seed: UInt64) throws {
    #expect(try differences(matrices(seed: seed)) == [])
  }

  @Test(arguments: 0 ..< 6)
  func vectorsAreTheirSteps(_ seed: UInt64) throws {
    #expect(try differences(vectors(seed: seed)) == [])
  }

  /// Most of the random nests are blocked products; otherwise the tests above would test nothing.
  @Test func someNestsAreBlocked() throws {
    var machine = try machine(matrices(seed: 1), level: 4)
    while !machine.stop.isFinal { _ = machine.run(to: .max, work: .max / 2, until: nil) }
    #expect(machine.blockedShapes >= 5)
  }

}
