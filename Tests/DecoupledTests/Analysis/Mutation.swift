import Diagnostics
import FoundationEssentials
import ISA
import Simulation
import Support
import TargetKit
import Testing

@testable import Decoupled

/// A stream with one token flag changed.
struct Mutation: CustomStringConvertible {
  let instruction: Int
  let flag: Field
  let word: Word

  var description: String { "\(flag.name) of #\(instruction)" }

  /// One for each flag of each instruction that leads to a queue.
  static func all(_ plan: MachinePlan) -> [Mutation] {
    let tokens = plan.description.tokens
    return plan.words.indices.flatMap { index -> [Mutation] in
      let unit = plan.description.units[plan.instructions[index].unit].name
      let names =
        tokens.filter { $0.to == unit }.map(\.pop) + tokens.filter { $0.from == unit }.map(\.push)
      guard let format = plan.description.instructionSet.format(of: plan.words[index]) else {
        return []
      }
      return names.compactMap { name in
        guard let flag = format.field(name) else { return nil }
        var word = plan.words[index]
        flag.store(1 - flag.value(in: word), in: &word)
        return Mutation(instruction: index, flag: flag, word: word)
      }
    }
  }
}

extension Workload {

  /// The same with other instructions, counted over all streams.
  func replacing(_ words: [Int: Word]) -> Workload {
    var copy = self
    var begin = 0
    for stream in copy.streams.indices {
      let count = copy.streams[stream].words.count
      for index in 0 ..< count {
        if let word = words[begin + index] { copy.streams[stream].words[index] = word }
      }
      begin += count
    }
    return copy
  }

}

extension Workload {

  /// The same with what a repair changes.
  func applying(_ repair: Repair, _ description: DecoupledDescription) throws -> Workload {
    switch repair.change {
    case .set(let flag), .clear(let flag):
      let source = SourceText(name: "repair", text: flag.after)
      let word = try Assembler(description.instructionSet, source: source).words()[0]
      return replacing([flag.instruction.value: word])
    case .tokens(let queues):
      var copy = self
      for queue in queues { copy.initialTokens[queue.queue] = queue.to }
      return copy
    }
  }

}

/// The cases in which nothing is wrong.
func positiveCases() -> [GoldenCase] {
  let kinds = ["random", "random_hw", "test_lib", "runtime", "tvm", "edge"]
  return kinds.flatMap { GoldenCase.all($0) } + GoldenCase.cases(in: GoldenCase.carried)
}

extension GoldenCase {

  /// Read once for all cases.
  static let description = try? goldenDescription()

  func workload() throws -> Workload {
    let description = try #require(GoldenCase.description)
    return try StreamFolder(description.instructionSet).read(path)
  }

  func plan() throws -> MachinePlan {
    MachinePlan(try #require(GoldenCase.description), try workload())
  }
}

/// Whether the long form of measurements was asked for.
var isFull: Bool { ProcessInfo.processInfo.environment["SLUICE_FULL"] != nil }

extension SplitMix64 {

  /// A number from 0 to `count` - 1.
  mutating func below(_ count: Int) -> Int { Int(next() % UInt64(max(1, count))) }
}

/// The built-in description with some of its text replaced.
func changedDescription(_ old: String, _ new: String) throws -> DecoupledDescription {
  let text = try Descriptions.meanings().text
  return try DecoupledDescription(
    reading: SourceText(name: "changed.yaml", text: text.replacing(old, with: new)))
}
