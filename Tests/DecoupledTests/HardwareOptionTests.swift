import Effects
import ISA
import Simulation
import Support
import TargetKit
import Tensors
import Testing

@testable import Decoupled

/// What implementations of one instruction set do differently is in the description.
@Suite struct HardwareOptionTests {

  /// Results with cells of their own, as hardware has them.
  private static let ownResults = (
    "    alias: acc\n    dram-element: int8\n    stored-by: store",
    "    element: int8\n    shape: [1, 16]\n    depth: 2048\n    stored-by: store"
  )

  private static let one: [Parameter: Int] = [.uopEnd: 1, .outerCount: 1, .innerCount: 1]

  /// What a vector instruction writes is stored; what was only loaded into the sums is not.
  @Test func ownResultsAreWrittenByComputingAlone() throws {
    let hardware = try changedDescription([Self.ownResults])
    let image = [UInt8](repeating: 7, count: 64) + [UInt8](repeating: 0, count: 64)
    func words(_ computes: Bool) throws -> [Word] {
      let load = try hardware.encode(
        .load, [.memory: 3, .sram: 0, .dram: 64, .rows: 1, .columns: 1],
        pushes: computes ? [] : ["g2s"])
      let add = try hardware.encode(
        .alu, Self.one.merging([.operation: 2, .useImmediate: 1, .immediate: 0]) { $1 },
        pushes: ["g2s"])
      let store = try hardware.encode(
        .store, [.memory: 4, .sram: 0, .dram: 260, .rows: 1, .columns: 1], pops: ["g2s"],
        pushes: ["s2g"])
      let end = try hardware.encode(.finish, pops: ["s2g"])
      return (computes ? [load, add] : [load]) + [store, end]
    }
    let stale = try ran(hardware, words(false), image: image)
    #expect(stale.stop == .end)
    #expect(try stale.readDRAM(at: 4160, count: 16) == [UInt8](repeating: 0, count: 16))
    let fresh = try ran(hardware, words(true), image: image)
    #expect(try fresh.readDRAM(at: 4160, count: 16) == [UInt8](repeating: 7, count: 16))
    let shared = try ran(goldenDescription(), words(false), image: image)
    #expect(try shared.readDRAM(at: 4160, count: 16) == [UInt8](repeating: 7, count: 16))
    let origin = try fresh.origin(of: CellPlace("out", 0 ..< 1, lane: 2), interruption: .never)
    #expect(origin.dram == [4104 ..< 4108])
  }

  /// What is defined on hardware, too, ends on a machine with its options as everywhere.
  @Test func definedProgramsEndAlike() throws {
    let hardware = try changedDescription([
      Self.ownResults, ("vector-shift: modulo", "vector-shift: right"),
      ("immediate-shift: saturate", "immediate-shift: modulo"),
    ])
    var failed: [String] = []
    for golden in GoldenCase.all("random_hw") {
      var device = DecoupledDevice(hardware)
      try device.load(try StreamFolder(hardware.instructionSet).read(golden.path))
      device.run()
      let dram = device.savedState().first { $0.name == "dram.bin" }?.bytes
      if try dram != golden.bytes("dram_after.bin") { failed.append(golden.name) }
    }
    #expect(failed == [])
  }

  private func shifted(
    _ number: Int32, _ rule: (String, String), by amount: Int, isImmediate: Bool
  ) throws -> Int32? {
    let target = try changedDescription([rule])
    func add(_ value: Int, _ element: Int) throws -> Word {
      try target.encode(
        .alu,
        Self.one.merging([
          .uopBegin: element, .uopEnd: element + 1, .operation: 2, .useImmediate: 1,
          .immediate: value,
        ]) { $1 })
    }
    var image: [UInt8] = []
    image += try target.encodeMicroOp(destination: 0, source: 1).bytes(4)
    image += try target.encodeMicroOp(destination: 1, source: 1).bytes(4)
    let load = try target.encode(
      .load, [.memory: 0, .sram: 0, .dram: 1024, .rows: 1, .columns: 2])
    let shift = try target.encode(
      .alu,
      Self.one.merging([
        .operation: 3, .useImmediate: isImmediate ? 1 : 0, .immediate: isImmediate ? amount : 0,
      ]) { $1 })
    let words = [
      load, try add(Int(number), 0), try add(amount, 1), shift, try target.encode(.finish),
    ]
    let device = try ran(target, words, image: image)
    #expect(device.stop == .end)
    return try device.read("acc", elements: 0 ..< 1).array(of: Int32.self).first
  }

  @Test(arguments: [(31, Int32(200)), (-31, 50), (3, 12), (-16, 6_553_600)])
  func fiveBitsAreSigned(_ amount: Int, _ expected: Int32) throws {
    for isImmediate in [true, false] {
      let name = isImmediate ? "immediate-shift: saturate" : "vector-shift: modulo"
      let rule = (name, String(name.prefix { $0 != ":" }) + ": five-bits")
      #expect(try shifted(100, rule, by: amount, isImmediate: isImmediate) == expected)
    }
  }

  @Test(arguments: [(3, Int32(12)), (-3, 0), (33, 50), (-31, 50)])
  func vectorsGoRight(_ amount: Int, _ expected: Int32) throws {
    let rule = ("vector-shift: modulo", "vector-shift: right")
    #expect(try shifted(100, rule, by: amount, isImmediate: false) == expected)
  }

  @Test func whatIsAbsentIsExplained() throws {
    let target = try changedDescription(
      [
        (", 4: multiply}", "}"), ("multiplies: true", "multiplies: false"),
        ("code: 5", "code: 7"), ("depth: 8192", "depth: 2048"),
      ], hasPatterns: false)
    let end = try target.encode(.finish)
    func kind(_ word: Word) throws -> Fault.Kind? {
      guard case .fault(let fault) = try ran(target, [word, end], image: [0, 0, 0, 0]).stop
      else { return nil }
      return fault.kind
    }
    let product = try target.encode(
      .alu, Self.one.merging([.operation: 4, .useImmediate: 1]) { $1 })
    #expect(try kind(product) == .undefinedOperation)
    let narrow = try target.encode(.load, [.memory: 5, .dram: 256, .rows: 1, .columns: 1])
    #expect(try kind(narrow) == .undefinedMemory)
    let deep = try target.encode(
      .load, [.memory: 0, .sram: 2048, .dram: 1024, .rows: 1, .columns: 1])
    #expect(try kind(deep) == .memoryRange)
  }

}
