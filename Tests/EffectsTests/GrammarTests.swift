import Diagnostics
import Effects
import ISA
import Testing

@Suite("The grammar as a table")
struct GrammarTests {

  private static let state = EffectGrammar.state.map { name, type in
    StatePart.Entry(
      name, SourceText(name: name, text: type),
      fields: name == "uop" ? SourceText(name: name, text: EffectGrammar.cellFields) : nil)
  }

  @Test("each example is read", arguments: EffectGrammar.rules)
  func examples(_ rule: GrammarRule) throws {
    let state = try StatePart.list(parsing: Self.state)
    let fields = try Field.list(
      parsing: SourceText(name: "fields", text: EffectGrammar.fields), width: 128)
    let example = SourceText(name: rule.name, text: rule.example)
    func read(_ text: EffectText) throws -> Effect {
      let effect = try Effect(parsing: text, fields: fields, state: state)
      let printed = effect.text(in: state)
      #expect(try Effect(parsing: printed, fields: fields, state: state) == effect)
      return effect
    }
    switch rule.section {
    case .state:
      let parts = try StatePart.list(parsing: Self.state + [StatePart.Entry("example", example)])
      #expect(parts.last?.text(in: parts) == rule.example)
    case .fields:
      #expect(try !Field.list(parsing: example, width: 128).isEmpty)
    case .loops: #expect(try !read(EffectText(for: rule.example, does: "stop")).loops.isEmpty)
    case .names:
      let used = rule.example.contains("to =") ? "acc[to] = 0" : "acc[x] = y"
      #expect(try read(EffectText(letting: rule.example, does: used)).cases.count == 1)
    case .condition:
      let effect = try read(EffectText(cases: [(rule.example, "stop")]))
      #expect(effect.cases[0].condition != nil)
    case .statements, .windows, .operators, .functions:
      let actions = try read(EffectText(does: rule.example)).cases[0].actions
      #expect(actions.isEmpty == (rule.name == "nothing"))
    }
  }

  @Test("each rule has a name of its own in its section, and its example shows it")
  func isATable() {
    let names = EffectGrammar.rules.map { "\($0.section.rawValue) \($0.name)" }
    #expect(Set(names).count == names.count)
    for rule in EffectGrammar.rules where rule.section == .functions {
      #expect(rule.example.contains("\(rule.name)("))
      #expect(rule.form.hasPrefix("\(rule.name)("))
    }
    for section in GrammarRule.Section.allCases {
      #expect(EffectGrammar.rules.contains { $0.section == section })
    }
  }

}
