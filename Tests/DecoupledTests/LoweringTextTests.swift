import Diagnostics
import GraphIR
import OrderedCollections
import Passes
import Support
import TargetKit
import TestKit
import Testing

@testable import Decoupled

@Suite struct LoweringTextTests {

  /// Two convolutions, a sum and a pool, some of them in pieces.
  private func network(seed: Int) throws -> (LoweringFixture, Program) {
    var f = try LoweringFixture(seed: seed)
    let data = f.input([1, f.pick(1 ... 70), f.pick(8 ... 40), f.pick(8 ... 40)])
    let window = LayerFixture.Window(
      outputs: f.pick(1 ... 70), kernel: [3, 3], strides: [1, 1], pads: [1, 1, 1, 1])
    let a = try f.convolution(data, window)
    let b = try f.convolution(a, window)
    let c = try f.pool(
      try f.sum(a, b), .init(kernel: [3, 2], strides: [2, 2], pads: [1, 0, 1, 0]))
    return (f, try f.program([c, b]))
  }

  /// The text after each pass gives the same program when it is read.
  @Test(arguments: 0 ..< 6)
  func readsBackWhatItPrints(_ seed: Int) throws {
    let (f, program) = try network(seed: seed)
    for pass in loweringPasses(for: f.description).dropLast() {
      let lowered = try f.lowered(program, upTo: pass.info.name)
      let region = try #require(lowered.lowered["region"] as? TileProgram)
      #expect(region.passes.last == pass.info.name)
      let source = SourceText(name: "region", text: region.text)
      let parsed = try TileProgram(reading: source)
      #expect(parsed == region)
      #expect(parsed.text == region.text)
    }
  }

  /// Any text is read or refused with a place; nothing traps.
  @Test func refusesWhatItDoesNotUnderstand() throws {
    var (f, program) = try network(seed: 3)
    let region = try #require(
      try f.lowered(program, upTo: "allocate-sram").lowered["region"] as? TileProgram)
    let text = Array(region.text.utf8)
    var placeless: [String] = []
    for _ in 0 ..< 400 {
      var mutated = text
      for _ in 0 ..< f.pick(1 ... 3) {
        mutated[f.pick(0 ... mutated.count - 1)] = UInt8(f.pick(32 ... 126))
      }
      let source = SourceText(name: "region", text: String(decoding: mutated, as: UTF8.self))
      do {
        _ = try TileProgram(reading: source)
      } catch {
        if error.place == nil { placeless.append(error.message) }
      }
    }
    #expect(placeless == [])
  }

  /// Each line says which nodes it was made from, and each instruction its statement.
  @Test func keepsTheOriginOfEveryLine() throws {
    let (f, program) = try network(seed: 1)
    let lowered = try f.lowered(program)
    let region = try #require(lowered.lowered["region"] as? StreamRegion)
    let stream = region.workload.streams[0]
    #expect(stream.words.count == region.listing.count)
    #expect(stream.origins.count == stream.words.count)
    #expect(stream.origins.allSatisfy { !$0.nodes.isEmpty })
    #expect(stream.words.indices.allSatisfy { stream.statement(of: $0) != nil })
    let ids = Set(stream.origins.flatMap(\.nodes))
    #expect(ids.allSatisfy { program.module.nodes.contains($0) })
    let tiles = try #require(
      try f.lowered(program, upTo: "allocate-sram").lowered["region"] as? TileProgram)
    #expect(tiles.origins.count == tiles.text.split(separator: "\n").count)
  }

  /// Passes come in order, and say so.
  @Test func refusesPassesOutOfOrder() throws {
    let (f, program) = try network(seed: 2)
    let passes = loweringPasses(for: f.description)
    var context = PassContext(targets: [f.description.interface])
    let tiled = try f.lowered(program, upTo: "tile")
    let late = try passes[4].make(try PassOptions([:], for: passes[4].info))
    #expect(throws: Diagnostic.self) { try tiled.applying(late, in: &context) }
    let emit = try passes[8].make(try PassOptions([:], for: passes[8].info))
    #expect(throws: Diagnostic.self) { try tiled.applying(emit, in: &context) }
  }

  /// What can not be lowered stays on the host, loudly.
  @Test func leavesToTheHostWhatDoesNotFit() throws {
    var f = try LoweringFixture(seed: 4)
    let data = f.input([1, 4, 40, 40])
    let window = LayerFixture.Window(
      outputs: 4, kernel: [20, 20], strides: [1, 1], pads: [17, 17, 17, 17])
    let program = try f.program([try f.convolution(data, window)])
    let passes = loweringPasses(for: f.description)
    var context = PassContext(targets: [f.description.interface])
    var lowered = program
    for pass in passes {
      lowered = try lowered.applying(
        try pass.make(try PassOptions([:], for: pass.info)), in: &context)
    }
    #expect(lowered.lowered.isEmpty)
    let report = try #require(context.reports.elements.first)
    #expect(report.level == .warning)
    #expect(report.message.contains("17") && report.message.contains("15"))
    let causes = RootCauses(lowered, for: [f.description.interface])
    #expect(!causes.places.operators.isEmpty)
    for id in causes.places.operators {
      guard case .notLowered("region", let refusal) = causes[id]?.decision.reason else {
        Issue.record("\(id): \(String(describing: causes[id]))")
        continue
      }
      #expect(refusal.message.contains("17") && refusal.message.contains("15"))
    }
  }

}
