import Diagnostics
import Effects
import ISA
import Simulation
import Support
import TargetKit
import Tensors
import Testing

@testable import Decoupled

/// What the machine does is in the description: others than the built-in one.
@Suite struct ConfigurationTests {

  /// A matrix unit of another shape computes the product of that shape.
  @Test func anotherShapeMultiplies() throws {
    let (rows, depth, columns) = (2, 4, 8)
    let target = try changedDescription(
      [
        (
          "shape: [1, 16]\n    depth: 2048\n    loaded-by: load",
          "shape: [2, 4]\n    depth: 2048\n    loaded-by: load"
        ),
        ("shape: [16, 16]", "shape: [8, 4]"),
        (
          "shape: [1, 16]\n    depth: 2048\n    loaded-by: compute",
          "shape: [2, 8]\n    depth: 2048\n    loaded-by: compute"
        ),
      ], hasPatterns: false)
    var random = SplitMix64(seed: 1)
    var image = (0 ..< 64).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    let uop = try target.encodeMicroOp(destination: 3, source: 1, weight: 0)
    image += uop.bytes(4)
    func at(_ address: Int, _ bytes: Int) -> Int { (4096 + address) / bytes }
    let words = [
      try target.encode(.load, [.memory: 2, .sram: 1, .dram: at(0, 8), .rows: 1, .columns: 1]),
      try target.encode(
        .load, [.memory: 1, .dram: at(32, 32), .rows: 1, .columns: 1], pushes: ["l2g"]),
      try target.encode(.load, [.memory: 0, .dram: at(64, 4), .rows: 1, .columns: 1]),
      try target.encode(.gemm, [.uopEnd: 1, .outerCount: 1, .innerCount: 1], pops: ["l2g"]),
      try target.encode(.finish),
    ]
    let device = try ran(target, words, image: image)
    #expect(device.stop == .end)
    let sums = try device.read("acc", elements: 3 ..< 4).array(of: Int32.self)
    var expected: [Int32] = []
    for row in 0 ..< rows {
      for column in 0 ..< columns {
        expected.append(
          (0 ..< depth).reduce(0) { sum, k in
            let a = Int8(bitPattern: image[row * depth + k])
            let b = Int8(bitPattern: image[32 + column * depth + k])
            return sum + Int32(a) * Int32(b)
          })
      }
    }
    #expect(sums == expected)
    #expect(device.lastWriters(of: "acc", elements: 2 ..< 4) == [nil, 3])
  }

  /// Loads that wait for the compute unit fill a queue of two, so that the compute instruction
  /// behind them is never fetched.
  @Test func shortQueuesDeadlock() throws {
    let target = try changedDescription([
      ("{name: load, letter: L}", "{name: load, letter: L, queue-depth: 2}")
    ])
    let wait = try target.encode(.load, [.memory: 2], pops: ["g2l"])
    let push = try target.encode(.gemm, pushes: ["g2l"])
    let end = try target.encode(.finish)
    let words = [wait, wait, wait, push, push, push, end]
    let blocked = try ran(target, words)
    guard case .deadlock(let deadlock) = blocked.stop else {
      Issue.record("\(blocked.stop)")
      return
    }
    #expect(deadlock.waits.waiting.map(\.instruction) == [0])
    #expect(deadlock.waits.circle == ["load", "compute"])
    #expect(
      blocked.explanation().first?.sentence.text
        == "Nothing can run any more, and 7 instructions have not run.")
    let free = try ran(try goldenDescription(), words)
    #expect(free.stop == .end)
  }

  /// A push into a full queue waits.
  @Test func fullTokenQueuesBlock() throws {
    let target = try changedDescription([
      (
        "{name: l2g, from: load, to: compute, push: push_next, pop: pop_prev}",
        "{name: l2g, from: load, to: compute, push: push_next, pop: pop_prev, depth: 1}"
      )
    ])
    let push = try target.encode(.load, [.memory: 2], pushes: ["l2g"])
    let pop = try target.encode(.gemm, pops: ["l2g"])
    let end = try target.encode(.finish)
    let enough = try ran(target, [push, push, pop, pop, end])
    #expect(enough.stop == .end)
    let stuck = try ran(target, [push, push, end])
    #expect(stuck.stop != .end)
    let loose = try ran(try goldenDescription(), [push, push, end])
    #expect(loose.stop == .end)
    #expect(loose.tokenQueues.first?.pushers == [0, 1])
  }

  @Test func optionsChangeTheMeaning() throws {
    let flag = [("unbound-flag: fault", "unbound-flag: ignore")]
    var load = try goldenDescription().encode(.load, [.memory: 2])
    load[3, 1] = 1
    let end = try goldenDescription().encode(.finish)
    #expect(try ran(try goldenDescription(), [load, end]).stop != .end)
    #expect(try ran(try changedDescription(flag), [load, end]).stop == .end)
  }

  /// A shift by 33 gives all sign bits, or counts as a shift by 1.
  @Test(arguments: [("saturate", Int32(-1)), ("modulo", Int32(-50))])
  func shiftsOverflowAsTheDescriptionSays(_ rule: String, _ expected: Int32) throws {
    let target = try changedDescription([("immediate-shift: saturate", "immediate-shift: \(rule)")])
    let one: [Parameter: Int] = [.uopEnd: 1, .outerCount: 1, .innerCount: 1, .useImmediate: 1]
    let add = one.merging([.operation: 2, .immediate: -100]) { $1 }
    let shift = one.merging([.operation: 3, .immediate: 33]) { $1 }
    let words = [
      try target.encode(.alu, add), try target.encode(.alu, shift), try target.encode(.finish),
    ]
    let device = try ran(target, words)
    #expect(device.stop == .end)
    #expect(try device.read("acc", elements: 0 ..< 1).array(of: Int32.self).first == expected)
  }

  @Test func numbersThatDoNotFitAreRefused() throws {
    let target = try goldenDescription()
    #expect(throws: Diagnostic.self) { try target.encode(.load, [.memory: 8]) }
    #expect(throws: Diagnostic.self) { try target.encode(.store, pops: ["l2g"]) }
    #expect(throws: Diagnostic.self) { try target.encodeMicroOp(destination: 2048, source: 0) }
    let far = MemoryImage(segments: [.init(address: 1 << 32, bytes: [0])])
    var device = DecoupledDevice(target)
    #expect(throws: Diagnostic.self) { try device.load(Workload(image: far)) }
    #expect(throws: Diagnostic.self) { try device.read("ac", elements: 0 ..< 1) }
    #expect(throws: Diagnostic.self) { try device.read("acc", elements: 2048 ..< 2049) }
    #expect(throws: Diagnostic.self) { try device.readDRAM(at: 0, count: 1) }
  }

}
