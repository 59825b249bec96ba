import Diagnostics
import Foundation
import GraphIR
import OrderedCollections
import Passes
import Support
import TargetKit
import Tensors
import TestKit
import Testing

/// What follows from what instructions take decides as conditions that a description writes one by one.
@Suite struct DerivedConditionTests {

  /// What graph passes know of a machine whose description says its conditions itself.
  private func written() throws -> TargetInterface {
    try interface(
      in: try Descriptions.meanings(), "decoupled",
      ["memories", "units", "tokens", "instructions", "micro-op", "options", "timing"])
  }

  /// What graph passes know of a machine, whatever its family reads besides.
  private func interface(
    in source: SourceText, _ kind: String, _ keys: [String]
  ) throws -> TargetInterface {
    let family = Family(
      name: kind, summary: "read for its patterns", keys: keys, patternKinds: nil
    ) { common, _, _ in PlainTarget(description: common) }
    return try DescriptionReader.target(in: source, families: [family]).description.interface
  }

  /// The same of one that leaves out what follows.
  private func derived() throws -> TargetInterface {
    let limits = MachineLimits(
      data: .init(.int8), weight: .init(.int8), sums: .init(.int32), widened: .init(.int8),
      stored: .init(.int8), padding: .init(0 ... 15), immediate: .init(-32768 ... 32767),
      block: .init(16))
    var interface = try interface(
      in: try Descriptions.effects(), "decoupled",
      ["state", "units", "order", "words", "instructions", "timing"])
    interface.patterns = interface.patterns.map { $0.with(limits) }
    interface.types = try written().types
    return interface
  }

  private struct PlainTarget: Target {
    let description: TargetDescription
  }

  /// The patterns are the same, but for the names of a few values.
  @Test func tailsAreTheirStatements() throws {
    let (old, new) = (try written(), try derived())
    #expect(old.patterns.map(\.name) == new.patterns.map(\.name))
    #expect(old.patterns.map(\.kind) == new.patterns.map(\.kind))
    for (a, b) in zip(old.patterns, new.patterns) {
      #expect("\(a.pattern)".withoutNames(in: a) == "\(b.pattern)".withoutNames(in: b), "\(a.name)")
      #expect(a.pattern.labels.count == b.pattern.labels.count, "\(a.name)")
    }
  }

  /// Every condition that was written follows, and has a sentence.
  @Test func whatWasWrittenFollows() throws {
    let (old, new) = (try written(), try derived())
    for (a, b) in zip(old.patterns, new.patterns) {
      let names = Dictionary(zip(a.pattern.labels, b.pattern.labels)) { first, _ in first }
      for condition in a.conditions {
        let subject = names[condition.subject]
        let isThere = b.conditions.contains {
          $0.subject == subject && "\($0.test)" == "\(condition.test)".renamed(names)
        }
        #expect(isThere, "\(a.name): \(condition.subject) \(condition.test)")
      }
      #expect(b.conditions.allSatisfy { !$0.sentence.isEmpty }, "\(b.name)")
    }
  }

  /// What is taken, and why what is not taken is not, is the same; of several conditions of a pattern
  /// that do not hold another one may be told.
  @Test(arguments: 0 ..< 24)
  func decidesAsWrittenConditionsDo(_ seed: Int) throws {
    let (old, new) = (try written(), try derived())
    var taken = 0
    for round in 0 ..< 12 {
      var network = RandomComposite(seed: seed * 1000 + round)
      guard let program = try network.program() else { continue }
      let (a, b) = (try merged(program, old), try merged(program, new))
      #expect(decisions(a) == decisions(b), "seed \(seed), round \(round)")
      #expect(composites(a) == composites(b))
      taken += composites(a).count
    }
    #expect(taken > 0)
  }

  private func merged(_ program: Program, _ interface: TargetInterface) throws -> Program {
    var context = PassContext(targets: [interface])
    return try program.applying(
      try MergeComposite(PassOptions([:], for: MergeComposite.info)), in: &context)
  }

  private func decisions(_ program: Program) -> OrderedSet<String> {
    OrderedSet(
      program.decisions.flatMap { id, list in
        list.map { decision in
          var pattern = ""
          if case .condition(let name, _) = decision.reason { pattern = name }
          return "\(id) \(decision.verdict) \(decision.reason.code.rawValue) \(pattern)"
        }
      })
  }

  private func composites(_ program: Program) -> [String] {
    program.module.reachable.compactMap { id in
      program.module[id].function?.attributes.text("Composite")
    }
  }

}

extension String {

  /// With `?` for each name of a value of the pattern.
  fileprivate func withoutNames(in pattern: CompositePattern) -> String {
    let names = Set(pattern.pattern.labels)
    return renamed(Dictionary(uniqueKeysWithValues: names.map { ($0, "?") }))
  }

  /// With other words for some.
  fileprivate func renamed(_ names: [String: String]) -> String {
    var (result, word) = ("", "")
    for character in self + "\n" {
      if character.isLetter || character.isNumber || character == "_" || character == "." {
        word.append(character)
      } else {
        result += (names[word] ?? word) + String(character)
        word = ""
      }
    }
    return String(result.dropLast())
  }

}

/// The two descriptions of one machine: by what instructions mean, and by what they do.
enum Descriptions {

  static func meanings() throws -> SourceText { try text("Descriptions/meanings.yaml") }
  static func effects() throws -> SourceText { try text("../../samples/targets/vta.yaml") }

  private static func text(_ path: String) throws -> SourceText {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
    let file = folder.appending(path: path).standardized
    return SourceText(
      name: file.lastPathComponent, text: try String(contentsOf: file, encoding: .utf8))
  }

}
