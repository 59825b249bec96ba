import Diagnostics
import Effects
import ISA
import Simulation
import TargetKit

/// What has to fit together, and what is odd: mistakes are errors, what may be meant is a warning.
extension MachineReader {

  mutating func check(_ machine: MachineDescription, _ entries: Entries) {
    checkDistinction(machine.instructionSet)
    checkFlags(machine.order, entries)
    checkStatements(machine.order, entries)
    // What follows is of no use where an instruction is missing.
    if sheet.diagnostics.containsError { return }
    for index in instructions.indices { checkPlacement(index, machine.form) }
    for finding in machine.form.findings { report(finding, in: machine.form) }
    checkUse(machine.form, entries)
  }

  mutating func warn(_ message: String, at node: SheetNode, hint: String? = nil) {
    sheet.insert(.warning(message, at: sheet.place(node), hints: hint.map { [$0] } ?? []))
  }

  // MARK: - Words

  /// Says which instructions are spelled by the same words.
  private mutating func checkDistinction(_ set: InstructionSet) {
    for (first, second) in set.ambiguities {
      let (one, other) = (instructions[first], instructions[second])
      let code = other.format.opcode ?? 0
      let isPlain = one.format.selectors.isEmpty && other.format.selectors.isEmpty
      sheet.error(
        "`\(other.format.name)` has the code \(code) of `\(one.format.name)`"
          + (isPlain ? "" : ", and no field of `sub` tells them apart"),
        at: other.entries[isPlain ? "code" : "sub"] ?? other.entries["code"] ?? other.node,
        hint: isPlain
          ? "give it another code, or both a `sub` that says which it is: `sub: kind@8:2 == 1`"
          : "give both the same field with different numbers")
    }
  }

  // MARK: - Order

  private mutating func checkFlags(_ order: OrderDescription, _ root: Entries) {
    guard let flags = root["words"]?.members?.first(where: { $0.key.word == "flags" })?.value else {
      return
    }
    var used: Set<String> = []
    if case .tokens(let queues) = order {
      for queue in queues { used.formUnion([queue.push, queue.pop]) }
    }
    for effect in instructions.map(\.effect) {
      let unused = Set(effect.unusedFields)
      used.formUnion(
        effect.variables.indices.filter { !unused.contains(VariableID($0)) }
          .map { effect.variables[$0].name })
    }
    for flag in words.flags where !used.contains(flag.name) {
      warn("no queue of tokens and no effect uses the flag `\(flag.name)`", at: flags)
    }
  }

  /// Says for which numbers of its fields no unit runs an instruction.
  private mutating func checkPlacement(_ index: Int, _ form: MachineForm) {
    let instruction = instructions[index]
    guard let node = instruction.entries["unit"], let members = node.members else { return }
    let choices = Effect(
      variables: instruction.effect.variables,
      cases: instruction.units.map { Effect.Case(condition: $0.condition, []) })
    let coverage = Coverage(of: choices, in: form)
    for (place, verdict) in coverage.verdicts.enumerated() where verdict == .never {
      guard members.indices.contains(place) else { continue }
      warn(
        "unit `\(members[place].key.word ?? "")` never runs `\(instruction.format.name)`",
        at: members[place].key)
    }
    guard let numbers = coverage.uncovered else { return }
    sheet.error(
      "no unit runs `\(instruction.format.name)` for \(text(of: numbers, instruction.effect))",
      at: node, hint: "leave the condition of the last unit out: `\(members.last?.key.word ?? ""):`"
    )
  }

  private func text(of numbers: [VariableID: Int], _ effect: Effect) -> String {
    numbers.sorted { $0.key.index < $1.key.index }
      .map { "`\(effect.variables[$0.key.index].name)` = \($0.value)" }.joined(separator: ", ")
  }

  // MARK: - Effects

  /// Tells a finding where what it is about stands.
  private mutating func report(_ finding: Finding, in form: MachineForm) {
    let message = finding.sentence(in: form).text
    switch finding {
    case .unused(let index, let field):
      let instruction = instructions[index]
      let name = instruction.effect.variables[field.index].name
      guard let node = instruction.entries["fields"], !name.hasPrefix("_"),
        !words.flags.contains(where: { $0.name == name })
      else { return }
      let own = instruction.format.fields[field.index]
      if isUsed(own) { return }
      sheet.insert(
        .warning(
          message, at: place(of: own, in: node),
          hints: ["call it `_\(name)` where it is meant so"]), from: ["fields": node])
    case .neverTaken(let index, let branch):
      warn(
        message, at: node(of: index, case: branch),
        hint: "a case before it holds, or no field can hold the number")
    case .uncovered(let index, _):
      if instructions[index].entries["else"] != nil { return }
      warn(
        message, at: instructions[index].entries["cases"] ?? instructions[index].node,
        hint:
          "a last case without `when` does what is left; without one such an instruction is a fault"
      )
    case .short(let index, let reach):
      warn(
        message, at: node(of: index, case: reach.place.branch),
        hint: "a wider field, or a register that is added to it, would reach all of it")
    // Numbers for which a window leaves its part are a fault of a program.
    case .outside, .unreached: return
    }
  }

  /// Whether an instruction depends on a field that is called so and has these bits: several are
  /// laid out in one way.
  private func isUsed(_ field: Field) -> Bool {
    instructions.contains { instruction in
      let index = instruction.format.fields.firstIndex { $0.name == field.name }
      guard let index, instruction.format.fields[index].bits == field.bits else { return false }
      return !instruction.effect.unusedFields.contains(VariableID(index))
    }
  }

  private func node(of index: Int, case branch: Int) -> SheetNode {
    let entries = instructions[index].entries
    if let does = entries["does"] { return does }
    let cases = entries["cases"]?.elements ?? []
    return cases.indices.contains(branch) ? cases[branch] : instructions[index].node
  }

  /// Says what nothing writes or reads.
  private mutating func checkUse(_ form: MachineForm, _ root: Entries) {
    guard let members = root["state"]?.members else { return }
    let effects = instructions.map(\.effect)
    let written = effects.reduce(into: Set<StateID>()) { $0.formUnion($1.writtenParts) }
    let read = effects.reduce(into: Set<StateID>()) { $0.formUnion($1.readParts) }
    for (index, part) in form.state.enumerated() {
      guard let node = members.first(where: { $0.key.word == part.name })?.key else { continue }
      // Who writes a view writes what it is of.
      let root = part.base ?? StateID(index)
      let views = form.state.indices.map(StateID.init).filter { (form[$0].base ?? $0) == root }
      let isWritten = views.contains { written.contains($0) }
      let isRead = views.contains { read.contains($0) }
      switch (isWritten, isRead) {
      case (true, true): continue
      case (false, false): warn("no instruction writes or reads `\(part.name)`", at: node)
      case (false, true): warn("no instruction writes `\(part.name)`", at: node)
      case (true, false): warn("no instruction reads `\(part.name)`", at: node)
      }
    }
  }

}
