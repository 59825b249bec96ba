import Diagnostics
import GraphIR
import OrderedCollections
import Support
import TargetKit
import Tensors
import Testing

@testable import Debugger
@testable import Passes

/// `verify` runs the program before and after a pass, and finds what the pass changed.
@Suite struct ValueTests {

  static func session(_ text: String) throws -> Session {
    var session = try SampleTests.session()
    let parsed = try RelayText.parse(SourceText(name: "test", text: text))
    session.use(
      LoadedModel(
        name: "test", path: "", format: "Relay text", module: parsed.module, outputNames: [],
        bindings: [:]))
    return session
  }

  static let sum = """
    #[version = "0.0.5"]
    def @main(%x: Tensor[(2, 4), float32]) {
      %0 = add(%x, 1f);
      %1 = multiply(%0, 2f);
      nn.relu(%1)
    }
    """

  /// What a pass named `pass` does that takes `constant` for the 1 of `sum`.
  private func report(_ pass: String, _ constant: Float) throws -> ValueReport {
    var session = try Self.session(Self.sum)
    let before = try session.requireHistory().program
    var after = before
    try after.rewrite(as: pass) { rewriter throws(Diagnostic) in
      for id in before.module.reachable {
        guard rewriter[id].constant?.doubles == [1] else { continue }
        let other = rewriter.making(from: [id]) { $0.constant(Tensor(scalar: constant)) }
        rewriter.replace(id, by: other, rule: "wrong")
      }
    }
    return try session.checkValues(before, after, PassCall(pass), hints: ["`undo`"])
  }

  @Test func namesTheFirstElementAndTheFirstNode() throws {
    let error = try #require(throws: Diagnostic.self) { try report("partition", 1.5) }
    #expect(error.failure == .verification)
    #expect(error.message.contains("`partition` changes the values: output0[0, "))
    #expect(error.hints == ["`undo`"])
    // The constant is the first value that differs; nothing of the model stands behind it.
    #expect(error.notes.contains { $0.contains("the first value that differs") })
    #expect(error.notes.contains { $0.contains("found 1.5, expected 1") })
  }

  @Test func allowsWhatThePassMay() throws {
    #expect(throws: Diagnostic.self) { try report("partition", 1.00001) }
    #expect(throws: Diagnostic.self) { try report("simplify", 1.01) }
    let rounding = try report("simplify", 1.00001)
    #expect(rounding.error > 0 && rounding.error < 1e-4)
    #expect(rounding.allowance == .relative(1e-4))
    #expect(rounding.elements == 8 && rounding.samples == 1)
    let quantized = try report("quantize", 1.25)
    #expect(quantized.error > 0.01 && quantized.meanError > 0)
    #expect(quantized.rows == 2)
    #expect(quantized.allowance == .any)
    let equal = try report("partition", 1)
    #expect(equal.error == 0 && equal.elements == 8)
  }

  @Test(arguments: SampleTests.models)
  func passesKeepTheValuesOfTheSamples(_ model: String) throws {
    var session = try SampleTests.session()
    try session.set("compare-each", to: "on")
    try session.load("\(SampleTests.root)/samples/models/\(model).onnx")
    try session.setRandomInputs(seed: 7)
    for call in try session.calls([], all: true, until: "plan-memory") {
      let report = try session.apply(call)
      let values = try #require(report.values)
      #expect((values.elements > 0) == (report.rewrites > 0 || report.difference.changed > 0))
    }
  }

  // MARK: On the accelerator

  @Test func runsRegionsOnTheirDevices() throws {
    var session = try Self.session(PlanTests.twoRegions)
    var report: ValueReport?
    for call in try session.calls([], all: true, until: nil) {
      try session.apply(call)
      if case .compared(let compared) = try session.verifyValues() { report = compared }
    }
    // The last pass writes instructions: from then on the device computes.
    #expect(report?.call.name == "emit")
    #expect(report?.elements == 20 + 32 + 32)
    #expect(report?.error == 0)
  }

  @Test func findsARegionThatComputesSomethingElse() throws {
    var session = try Self.session(PlanTests.twoRegions)
    for call in try session.calls([], all: true, until: nil) { try session.apply(call) }
    let before = try session.requireHistory().program
    var after = before
    let name = try #require(after.lowered.keys.first { $0.hasSuffix("vta_1") })
    var region = try #require(after.lowered[name] as? StreamRegion)
    region.outputs[0].address = region.inputs[0].address + 16
    region.listing.append("changed")
    after.lower(name, to: region, by: [])
    let error = try #require(throws: Diagnostic.self) {
      try session.checkValues(before, after, PassCall("emit"), hints: [])
    }
    #expect(error.failure == .verification)
    #expect(error.message.contains("`emit` changes the values: output1"))
    #expect(error.notes.contains { $0.contains("the first value that differs") })
  }

  // MARK: Laws

  @Test func aPassThatBreaksALawIsRefused() throws {
    var session = try Self.session(Self.sum)
    let before = try session.requireHistory().program
    var module = before.module
    let relu = try #require(module.main).body
    module[relu].type = .tensor([3], .float32)
    let after = Program(module)
    let error = try #require(throws: Diagnostic.self) {
      try session.verify(after, madeBy: "simplify", of: before)
    }
    #expect(error.failure == .verification)
    #expect(error.message.hasPrefix("law `typed` is broken after `simplify`"))
    #expect(error.hints.contains { $0.contains("undo") })
    // What was broken before is nothing that the pass did.
    #expect(try session.verify(after, madeBy: "simplify", of: after) == false)
    #expect(session.takeReports().map(\.level) == [.warning])
  }

  /// What was checked is not checked again, and what has changed is.
  @Test func onlyTheSameGraphIsAsLawful() throws {
    var session = try Self.session(Self.sum)
    let before = try session.requireHistory().program
    #expect(before.isAsLawful(as: before))
    var module = before.module
    let relu = try #require(module.main).body
    module[relu].type = .tensor([3], .float32)
    #expect(!Program(module).isAsLawful(as: before))
    module = before.module
    module.functions["main"]?.result = .tensor([7], .float32)
    #expect(!Program(module).isAsLawful(as: before))
    var history = History(before)
    let pass = PlannedPass(
      PassCall("first"), try InferTypes(PassOptions([:], for: InferTypes.info)))
    history.append(before, by: pass, isVerified: true)
    #expect(try session.verify(before, madeBy: "second", of: history))
    module = before.module
    module[relu].type = .tensor([3], .float32)
    let broken = Program(module)
    #expect(throws: Diagnostic.self) {
      try session.verify(broken, madeBy: "second", of: history)
    }
    // An entry that nobody has checked vouches for nothing.
    #expect(try session.verify(broken, madeBy: "second", of: History(broken)) == false)
  }

  /// What is kept of a partition is what is found, and it is asked for the same accelerators only.
  @Test func whatIsKeptOfAPartitionIsWhatIsFound() throws {
    var session = try Self.session(PlanTests.twoRegions)
    let until = try session.calls([], all: false, until: "partition")
    for call in until { try session.apply(call) }
    let history = try session.requireHistory()
    let entry = history.entries[history.current]
    let kept = try #require(entry.coverage)
    #expect(kept.summary == (try PartitionSummary(entry.program, targets: kept.targets)))
    #expect(!kept.summary.regions.isEmpty)
    let answer = try session.partition()
    session.history = History(
      entry.program, facts: nil,
      coverage: .init(
        targets: [], summary: try PartitionSummary(Program(GraphModule()), targets: [])))
    #expect(try session.partition().regions == answer.regions)
    session.history = History(
      entry.program, facts: nil,
      coverage: .init(
        targets: kept.targets,
        summary: try PartitionSummary(Program(GraphModule()), targets: kept.targets)))
    #expect(try session.partition().regions.isEmpty)
  }

  /// How much differs is as long as the list of it.
  @Test func differencesAreCountedAsTheyAreListed() throws {
    var session = try Self.session(PlanTests.twoRegions)
    for call in try session.calls([], all: true, until: nil) { try session.apply(call) }
    let entries = try session.requireHistory().entries
    for before in entries {
      for after in entries {
        #expect(
          Difference.counts(before.program, after.program)
            == Difference(before.program, after.program).counts)
      }
    }
  }

  @Test func namesThePassThatBrokeALaw() throws {
    var session = try Self.session(Self.sum)
    var history = try session.requireHistory()
    var module = history.program.module
    module[try #require(module.main).body].type = nil
    let anyPass = try InferTypes(PassOptions([:], for: InferTypes.info))
    history.append(Program(module), by: PlannedPass(PassCall("first"), anyPass))
    history.append(Program(module), by: PlannedPass(PassCall("second"), anyPass))
    session.history = history
    let error = try #require(throws: Diagnostic.self) { try session.verifyLaws() }
    #expect(error.message.contains("after `first`"))
    #expect(error.hints == ["`undo 2` goes back to before `first`"])
  }

}
