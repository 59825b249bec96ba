import Diagnostics
import GraphIR
import OrderedCollections
import Passes
import Support
import TargetKit
import TestKit
import Testing

@testable import Decoupled

/// Every level says of every line what it was made from, and reads what it prints.
@Suite struct LoweredTextTests {

  private func program(_ seed: Int) throws -> (LoweringFixture, Program) {
    var f = try LoweringFixture(seed: seed)
    let data = f.input([1, f.pick(1 ... 70), f.pick(8 ... 30), f.pick(8 ... 30)])
    let window = LayerFixture.Window(
      outputs: f.pick(1 ... 70), kernel: [3, 3], strides: [1, 1], pads: [1, 1, 1, 1])
    let a = try f.convolution(data, window)
    return (f, try f.program([try f.sum(a, try f.convolution(a, window))]))
  }

  /// Passes change tile programs by rewrites, each of which says what was there and what came.
  @Test(arguments: 0 ..< 4)
  func everyPassRecordsItsRewrites(_ seed: Int) throws {
    var (f, program) = try program(seed)
    var context = PassContext(targets: [f.description.interface])
    _ = f.flip()
    for pass in loweringPasses(for: f.description) {
      let before = program
      let made = try pass.make(PassOptions([:], for: pass.info))
      program = try program.applying(made, in: &context)
      let (old, new) = (lines(before), lines(program))
      // What an action takes away was there, or an earlier action put it there.
      var reached = old
      for action in program.actions {
        if case .lines(_, let texts) = action.before {
          #expect(reached.isSuperset(of: texts), "\(pass.info.name) \(action)")
        }
        if case .lines(_, let texts) = action.after { reached.formUnion(texts) }
      }
      // What is there now was there, or an action put it there; heads belong to no statement.
      let silent = new.subtracting(reached).filter { line in
        !["passes ", "const ", "value ", "region ", "kernel "].contains { line.hasPrefix($0) }
      }
      #expect(silent == [], "\(pass.info.name)")
      #expect(old == new || !program.actions.isEmpty, "\(pass.info.name)")
    }
  }

  private func lines(_ program: Program) -> Set<String> {
    let region = program.lowered["region"]
    return Set(
      (region?.text ?? "").split(separator: "\n").map { line in String(line.drop { $0 == " " }) })
  }

  /// Each line of each level names nodes that exist, or the pass that made it of nothing.
  @Test(arguments: 0 ..< 4)
  func everyLineHasAnOrigin(_ seed: Int) throws {
    let (f, program) = try program(seed)
    let known = Set(decoupledPasses.map { $0.info.name })
    for pass in known {
      let region = try #require(try f.lowered(program, upTo: pass).lowered["region"])
      #expect(region.origins.count == region.lineCount)
      for origin in region.origins {
        #expect(origin.nodes.isEmpty == (origin.pass != nil))
        #expect(origin.nodes.allSatisfy { program.module.nodes.contains($0) })
        #expect(origin.pass.map(known.contains) ?? true)
      }
    }
  }

  /// A listing gives the instructions that it was printed from, whatever was there before.
  @Test(arguments: 0 ..< 4)
  func aStreamReadsItsListing(_ seed: Int) throws {
    let (f, program) = try program(seed)
    let region = try #require(try f.lowered(program).lowered["region"] as? StreamRegion)
    let source = SourceText(name: "listing", text: region.text)
    #expect(try region.reading(source) == region)
    let lines = region.listing
    let shorter = Array(lines.prefix(2) + lines.suffix(3))
    let cut = try region.reading(SourceText(name: "cut", text: shorter.joined(separator: "\n")))
    #expect(cut.listing == shorter)
    #expect(cut.origins.count == 5)
    #expect(cut.origins.suffix(3) == region.origins.suffix(3))
    let again = try cut.reading(source)
    #expect(again.workload.streams[0].words == region.workload.streams[0].words)
    #expect(again.workload.image == region.workload.image)
    #expect(again.origins.contains { $0 == .synthetic(by: "text") })
    #expect(throws: Diagnostic.self) {
      try region.reading(SourceText(name: "bad", text: "NOTHING x"))
    }
  }

  /// Whatever is written into a tile program, it is refused with a place or taken through the rest
  /// of the passes, which may refuse it too.
  @Test(arguments: ["tile", "cache", "inject-dma", "insert-tokens", "fold-uops", "allocate-sram"])
  func anyTextIsReadOrRefused(_ pass: String) throws {
    var (f, program) = try program(5)
    let region = try #require(try f.lowered(program, upTo: pass).lowered["region"])
    let text = region.wholeText(in: program.module)
    let target = DecoupledTarget(f.description)
    let body = Array(
      text.prefix { _ in true }.split(separator: "\n").filter {
        !$0.hasPrefix("data")
      }.joined(separator: "\n").utf8)
    let characters = Array("0123456789-,:[]<xyoacdw |".utf8)
    var taken = 0
    for _ in 0 ..< 150 {
      var mutated = body
      for _ in 0 ..< f.pick(1 ... 2) {
        mutated[f.pick(0 ... mutated.count - 1)] = characters[f.pick(0 ... characters.count - 1)]
      }
      let source = SourceText(name: "t", text: String(decoding: mutated, as: UTF8.self))
      do {
        var read = try target.program(reading: source, in: f.flip() ? program : nil).program
        taken += 1
        var context = PassContext(targets: [f.description.interface])
        let done = read.lowered.values.first?.passes ?? []
        for pass in loweringPasses(for: f.description) where !done.contains(pass.info.name) {
          read = try read.applying(try pass.make(PassOptions([:], for: pass.info)), in: &context)
        }
      } catch {
        #expect(!error.message.isEmpty)
      }
    }
    #expect(taken > 5)
  }

}
