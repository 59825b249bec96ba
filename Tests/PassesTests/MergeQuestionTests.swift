import GraphIR
import OrderedCollections
import Support
import Tensors
import Testing

@testable import Passes

/// Why two regions are not one.
@Suite struct MergeQuestionTests {

  private static let target = TargetInterface(
    name: "t", types: ComputeTypes(data: .float32), operators: ["abs", "add", "negative"])

  private static let other = TargetInterface(
    name: "u", types: ComputeTypes(data: .float32), operators: ["tanh"])

  private func program(
    _ body: String, _ targets: [TargetInterface] = [target], isPartitioned: Bool
  ) throws -> Program {
    let plain = try Texts.program("x", "y", body: body)
    let merged = try plain.after(
      MergeComposite.self, Annotate.self, MergeRegions.self, targets: targets)
    return isPartitioned ? try merged.after(Partition.self, targets: targets) : merged
  }

  private func answer(
    _ a: String, _ b: String, _ program: Program, _ targets: [TargetInterface] = [target]
  ) throws -> MergeQuestion.Answer {
    let causes = RootCauses(program)
    let ids = try [a, b].map { name in
      try #require(causes.places.operators.last { program.module[$0].op?.name == name })
    }
    return MergeQuestion(program, causes).answer(ids[0], ids[1])
  }

  private func words(_ path: [ID<Node>], in program: Program) -> [String] {
    path.map { program.module[$0].op?.name ?? "call" }
  }

  /// The diamond: the way around is named and is there.
  @Test(arguments: [false, true])
  func theWayAroundIsNamed(_ isPartitioned: Bool) throws {
    let program = try program(
      "%0 = abs(%x); %1 = nn.softmax(%0); add(%0, %1)", isPartitioned: isPartitioned)
    for (a, b) in [("abs", "add"), ("add", "abs")] {
      guard case .selfDependence(let path, let causes) = try answer(a, b, program) else {
        Issue.record("\(try answer(a, b, program))")
        return
      }
      #expect(path.count == 3)
      #expect(words(path, in: program)[1] == "nn.softmax")
      #expect(causes.map(\.code) == [.noPattern])
    }
  }

  @Test(arguments: [false, true])
  func whatLiesBetweenIsNamed(_ isPartitioned: Bool) throws {
    let program = try program(
      "%0 = abs(%x); %1 = nn.softmax(%0); negative(%1)", isPartitioned: isPartitioned)
    guard case .between(let path, let causes) = try answer("abs", "negative", program) else {
      Issue.record("\(try answer("abs", "negative", program))")
      return
    }
    #expect(words(path, in: program).contains("nn.softmax"))
    #expect(causes.map(\.code) == [.noPattern])
  }

  /// Regions that only a `let` keeps apart say so.
  @Test(arguments: [false, true])
  func aLetIsNamed(_ isPartitioned: Bool) throws {
    for body in [
      "let %z = abs(%x); negative(%z)",
      "%0 = abs(%x); let %a = nn.softmax(%0); let %z = exp(%x); %1 = add(%0, %z); (%1, %a)",
    ] {
      let program = try program(body, isPartitioned: isPartitioned)
      let last = body.contains("add") ? "add" : "negative"
      guard case .scope(let variable) = try answer("abs", last, program) else {
        Issue.record("\(try answer("abs", last, program))")
        return
      }
      #expect(program.module.words(for: variable) == "%z")
      let splits = try PartitionSummary(program, targets: [Self.target]).splits
      #expect(splits.map(\.cause?.code) == ["scope"], "\(splits)")
    }
  }

  @Test(arguments: [false, true])
  func siblingsAreApart(_ isPartitioned: Bool) throws {
    let program = try program(
      "%0 = abs(%x); %1 = negative(%y); %2 = tanh(%0); %3 = tanh(%1); (%2, %3)",
      isPartitioned: isPartitioned)
    #expect(try answer("abs", "negative", program) == .apart)
  }

  @Test(arguments: [false, true])
  func neighboursAreOne(_ isPartitioned: Bool) throws {
    let program = try program("%0 = abs(%x); negative(%0)", isPartitioned: isPartitioned)
    #expect(try answer("abs", "negative", program) == .oneRegion)
  }

  @Test func theHostSaysItsCause() throws {
    let program = try program("%0 = abs(%x); nn.softmax(%0)", isPartitioned: true)
    guard case .onHost(let cause) = try answer("abs", "nn.softmax", program) else {
      Issue.record("\(try answer("abs", "nn.softmax", program))")
      return
    }
    #expect(program.module[cause.node].op?.name == "nn.softmax")
  }

  @Test func targetsAreNamed() throws {
    let targets = [Self.target, Self.other]
    let program = try program("%0 = abs(%x); tanh(%0)", targets, isPartitioned: true)
    #expect(try answer("abs", "tanh", program, targets) == .differentTargets("t", "u"))
  }

  @Test func beforeMergingNothingKeepsThemApart() throws {
    let plain = try Texts.program("x", "y", body: "%0 = abs(%x); negative(%0)")
    let program = try plain.after(MergeComposite.self, Annotate.self, targets: [Self.target])
    #expect(try answer("abs", "negative", program) == .notMerged)
  }

  /// Of every two regions of a target one of which reads the other, a way around is named, and each
  /// step of it is there.
  @Test func waysAroundAreThere() throws {
    var count = 0
    var unmerged = 0
    for seed in 0 ..< 60 {
      let drawn = try RandomProgram(seed: seed, count: 24)
      let program = try Program(drawn.annotated).after(MergeRegions.self)
      let causes = RootCauses(program)
      let question = MergeQuestion(program, causes)
      let module = program.module
      for id in drawn.ops {
        for operand in module[id].operands.map({ module.unmarked($0) }) {
          guard module.isOperator(operand), causes.places[id].target != nil,
            causes.places[id] == causes.places[operand]
          else { continue }
          switch question.answer(operand, id) {
          case .oneRegion: break
          case .notMerged: unmerged += 1
          case .selfDependence(let path, _):
            count += 1
            for (before, after) in zip(path, path.dropFirst()) {
              let read = module[after].operands.map { module.unmarked($0) }
              #expect(read.contains(before), "seed \(seed): \(path)")
            }
          case let answer: Issue.record("seed \(seed): \(operand) and \(id): \(answer)")
          }
        }
      }
    }
    #expect(count > 5)
    // What depends on a region is kept in mind as it was when it was asked.
    #expect(unmerged < count)
  }

}
