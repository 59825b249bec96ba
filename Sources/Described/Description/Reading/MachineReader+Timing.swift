import Effects
import ISA
import Support
import TargetKit

extension MachineReader {

  /// What the clock of a description is called that gives one table of formulas.
  private static let plainClock = "cycles"

  /// The clocks: one table of formulas, or several by name. A list is read by who recognises the
  /// machine.
  mutating func timings(_ root: Entries) -> [FormulaTiming] {
    guard let node = root["timing"], node.elements == nil else { return [] }
    guard let members = node.members else {
      sheet.error("expected a formula for each instruction", at: node, hint: "write `{mm: 4 + n}`")
      return []
    }
    guard !members.isEmpty, members.allSatisfy({ $0.value.members != nil }) else {
      return [FormulaTiming(name: Self.plainClock, cycles: formulas(members))]
    }
    return members.compactMap { key, value in
      guard let name = sheet.name(key, of: "a clock") else { return nil }
      if name == ClockChoice.functionalName {
        sheet.error("`\(name)` is the clock that counts no cycles", at: key)
      }
      return FormulaTiming(name: name, cycles: formulas(value.members ?? []))
    }
  }

  /// For each instruction its cycles; 1 for one that has no formula.
  private mutating func formulas(_ members: [(key: SheetNode, value: SheetNode)]) -> [Scalar] {
    var cycles: [Scalar] = instructions.map { _ in 1 }
    for (key, value) in members {
      guard let name = sheet.text(key, of: "an instruction"), !unreadable.contains(name) else {
        continue
      }
      let names = instructions.map(\.format.name)
      guard let index = names.firstIndex(of: name) else {
        let near = nearest(to: name, in: names, most: 1).map { "did you mean `\($0)`?" }
        sheet.error("there is no instruction `\(name)`", at: key, hints: near)
        continue
      }
      let variables = variables(of: index)
      guard let formula = scalar(value, as: "a formula", over: variables.map(\.name)) else {
        continue
      }
      checkTime(formula, of: name, over: variables, at: value)
      cycles[index] = formula
    }
    return cycles
  }

  /// What a formula of an instruction is of.
  private func variables(of index: Int) -> [Effect.Variable] {
    FormulaTiming.Quantity.allCases.map { Effect.Variable($0.rawValue) }
      + instructions[index].format.fields.map { Effect.Variable($0.name, field: $0) }
  }

  /// Says where an instruction takes no time whatever its fields are.
  private mutating func checkTime(
    _ formula: Scalar, of name: String, over variables: [Effect.Variable], at node: SheetNode
  ) {
    var ranges = Ranges(of: Effect(variables: variables, cases: []), in: form)
    for index in FormulaTiming.Quantity.allCases.indices {
      ranges[VariableID(index)] = 0 ... Self.mostCounted
    }
    let most = ranges.range(of: formula).upperBound
    if most > 0 { return }
    warn(
      "the cycles of `\(name)` are \(most) at most", at: node,
      hint: "nothing takes less than 1 cycle: write a formula that is 1 or more")
  }

  /// What a formula counts is no more than that.
  private static let mostCounted = 1 << 40

}
