import Described
import Diagnostics
import ISA
import Simulation
import Support
import TargetKit
import TestKit
import Testing

/// A changed description is refused, with a place in it, or accepted, and then all that is asked of
/// the machine has an answer.
@Suite struct MutatedDescriptionTests {

  /// How many of each machine; a soak asks for more.
  static let count: UInt64 = 30

  @Test(arguments: Machines.all)
  func isRefusedOrServes(_ name: String) throws {
    let source = try Machines.source(name)
    var accepted = 0
    for seed in 0 ..< Self.count {
      let changed = DescriptionMutation.text(of: source, seed: seed)
      let (target, diagnostics) = DescriptionReader.read(changed, families: [.effects()])
      for diagnostic in diagnostics.elements { try check(diagnostic, in: changed, seed) }
      guard let target else {
        try #require(diagnostics.containsError, "\(name) \(seed): nothing is said")
        continue
      }
      accepted += 1
      try serve(target, seed)
    }
    #expect(accepted > 0)
    #expect(accepted < Int(Self.count))
  }

  /// Its place is one of the text.
  private func check(_ diagnostic: Diagnostic, in source: SourceText, _ seed: UInt64) throws {
    let place = try #require(diagnostic.place, "\(source.name) \(seed): \(diagnostic)")
    let lines = source.text.lines
    #expect(place.file == source.name, "\(seed): \(diagnostic)")
    #expect(1 ... lines.count + 1 ~= place.line, "\(seed): \(diagnostic)")
    let line = lines.indices.contains(place.line - 1) ? lines[place.line - 1] : ""
    #expect(0 ... line.count + 1 ~= place.column, "\(seed): \(diagnostic)")
  }

  /// What it is made of, how its instructions are spelled, and a machine that runs any of them: to
  /// an end or to a fault.
  private func serve(_ target: any Target, _ seed: UInt64) throws {
    _ = (target.parts, target.clocks, target.interface(by: .functional), target.passes)
    let set = try #require(target.instructionSet)
    var random = SplitMix64(seed: seed)
    var code = MachineCode(for: set)
    for (index, format) in set.formats.enumerated() {
      let values = format.fields.map { Int.random(in: $0.range, using: &random) }
      let word = set.word(index, values, as: WideWord.self)
      #expect(set.formatIndex(of: word) == index)
      #expect(format.decode(word) == values)
      set.append(index, values, to: &code)
    }
    var device = try target.makeDevice()
    try device.load(Workload(streams: [Stream(code: code)]), RunOptions())
    _ = device.seek(to: Mark(instruction: set.formats.count))
    _ = device.seek(to: Mark())
    #expect(device.mark == Mark())
  }

}
