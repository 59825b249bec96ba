import Diagnostics
import Effects
import Support
import Synchronization
import TargetKit
import Testing

@testable import Described

@Suite("Instructions of very many cases")
struct ManyCasesTests {

  private static func text(_ conditions: [String]) -> SourceText {
    let cases = conditions.enumerated().map { "{when: \($1), does: \"r = \($0)\"}" }
    return SourceText(
      name: "many.yaml",
      text: """
        name: many
        version: 1
        kind: effects
        state: {r: "register uint32"}
        words: {width: 64, opcode: "op@0:4"}
        instructions:
          set: {code: 0, fields: "f@8:16 g@24:16 h@40:16", cases: [\(cases.joined(separator: ", "))]}
        """)
  }

  private static func ways(_ conditions: [String]) throws -> (ways: [Way], skipped: [Int: [Int]]) {
    let machine = try MachineDescription(reading: text(conditions))
    var skipped: [Int: [Int]] = [:]
    let ways = Way.all(of: machine.form, skipped: &skipped)
    return (ways, skipped)
  }

  @Test("cases that a field tells apart are ways, however many there are")
  func told() throws {
    let (ways, skipped) = try Self.ways((0 ..< 400).map { "f == \($0) and g != \($0)" })
    #expect(ways.count == 400 && skipped.isEmpty)
    #expect(ways.allSatisfy { $0.fixed.values.first == $0.branch && $0.conditions.count == 2 })
    #expect(ways.allSatisfy { $0.guards.count == $0.branch + 1 })
  }

  @Test("with too many conditions before it, a case is none")
  func skipped() throws {
    let conditions = (1 ... 100).map { "f + g < \($0)" }
    let (ways, skipped) = try Self.ways(conditions)
    #expect(ways.map(\.branch) == Array(0 ..< Way.mostConditions))
    #expect(skipped == [0: Array(Way.mostConditions ..< 100)])
    let planner = Planner(try MachineDescription(reading: Self.text(conditions)).form)
    #expect(
      planner.notes == [
        "case 65 of `set` and 35 behind it are not looked at: more than 64 conditions come before"
      ])
  }

  @Test("alternatives of many conditions are not multiplied without an end")
  func alternatives() throws {
    let conditions = (1 ... 20).map { "f + \($0) * g == h and g + \($0) * h == f" }
    let (ways, skipped) = try Self.ways(conditions)
    #expect(ways.allSatisfy { $0.conditions.count <= Way.mostConditions })
    #expect(!ways.isEmpty && skipped[0]?.isEmpty == false)
    #expect(ways.count + (skipped[0]?.count ?? 0) == 20)
  }

  @Test("who reads a description stops where the user wants it, and says no mistakes then")
  func interrupted() {
    let source = Self.text((0 ..< 400).map { "f == \($0)" })
    let (target, diagnostics) = Interruption { true }.governing {
      DescriptionReader.read(source, families: [.effects(recognising: [])])
    }
    #expect(target == nil && diagnostics.elements == [.interrupted])
  }

  @Test("many instructions are left where the user wants it", arguments: [1, 5, 100, 500])
  func leaves(_ number: Int) {
    let instructions = (0 ..< 400).map { "  i\($0): {code: \($0), fields: f@16:8, does: r = f}" }
    let source = SourceText(
      name: "many.yaml",
      text: """
        name: many
        version: 1
        kind: effects
        state: {r: "register uint32"}
        words: {width: 64, opcode: "op@0:16"}
        instructions:
        \(instructions.joined(separator: "\n"))
        """)
    let asked = Atomic(0)
    let interruption = Interruption {
      asked.add(1, ordering: .relaxed).newValue >= number
    }
    let (target, diagnostics) = interruption.governing {
      DescriptionReader.read(source, families: [.effects(recognising: [])])
    }
    #expect(target == nil && diagnostics.elements == [.interrupted])
    #expect(asked.load(ordering: .relaxed) < number + 20)
  }

  @Test("of hundreds of mistakes the first alone show their lines")
  func mistakes() {
    let source = Self.text((0 ..< 300).map { "f == g\($0)" })
    let (_, diagnostics) = DescriptionReader.read(
      source, families: [.effects(recognising: [])])
    let places = diagnostics.elements.compactMap(\.place)
    #expect(places.count >= 300)
    #expect(places.count { $0.excerpt != nil } == 100)
    #expect(places.allSatisfy { $0.line > 0 })
  }

}
