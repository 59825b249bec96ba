import Described
import Diagnostics
import Effects
import Passes
import TargetKit

extension DecoupledReader {

  /// A recognised machine with all that its description says besides what instructions do, and with
  /// the conditions of patterns that follow from what they do.
  /// - Errors: its memories are none that a machine of the family has; nothing is reported then.
  mutating func finish(
    _ recognised: DecoupledDescription, _ entries: Entries
  ) throws(Diagnostic) -> DecoupledDescription {
    (units, memories, tokens) = (recognised.units, recognised.memories, recognised.tokens)
    var trial = self
    trial.checkRoles(recognised, entries)
    trial.checkForms(recognised, entries)
    let mistakes = trial.sheet.diagnostics.elements.dropFirst(sheet.diagnostics.elements.count)
    if let first = mistakes.first(where: { $0.level == .error }) { throw first }
    var description = recognised
    if let node = entries["options"] { recognisedOptions(node, into: &description.options) }
    if let node = entries["timing"], let nodes = node.elements {
      description.timings = timings(nodes)
    }
    checkNumbers(of: description, entries)
    description.deduceTypes(except: entries["types"])
    description.finishInterface()
    let limits = MachineLimits(of: description, in: entries, sheet)
    description.common.interface.patterns = description.interface.patterns.map { $0.with(limits) }
    checkPatterns(description, entries)
    return description
  }

  private mutating func checkNumbers(of description: DecoupledDescription, _ entries: Entries) {
    let uses: [(String, MemoryRole)] = [
      ("data", .input), ("weight", .weight), ("sum", .accumulator),
    ]
    sheet.checkNumbers(
      entries,
      against: uses.compactMap { key, role in
        description.memory(for: role).map { (key, $0.name, $0.element) }
      })
  }

  /// What effects can not say; what they say is no option.
  private mutating func recognisedOptions(_ node: SheetNode, into options: inout MachineOptions) {
    guard
      let entries = sheet.entries(node, of: "`options`", ["unbound-flag", "unused-source"])
    else { return }
    typealias Answer = MachineOptions.UnboundFlag
    options.unboundFlag =
      sheet.optionalChoice("unbound-flag", in: entries, Answer.self) ?? options.unboundFlag
    options.checksUnusedSource =
      sheet.optionalChoice("unused-source", in: entries, Answer.self) == .fault
  }

}

extension DecoupledDescription {

  /// What the machine computes in, where `types` does not say it.
  fileprivate mutating func deduceTypes(except node: SheetNode?) {
    let said = Set(node?.members?.compactMap { $0.key.word } ?? [])
    var types = common.interface.types
    func element(_ role: MemoryRole, _ key: String) -> MemoryDescription? {
      said.contains(key) ? nil : memory(for: role)
    }
    types.data = element(.input, "data")?.element ?? types.data
    types.weight = element(.weight, "weight")?.element ?? types.weight
    types.accumulator = element(.accumulator, "accumulator")?.element ?? types.accumulator
    let operations = instruction(.alu)?.operations.values.map(\.self) ?? []
    if !said.contains("multiplies") { types.multiplies = operations.contains(.multiply) }
    // Vectors are shifted by vectors, lane by lane.
    if !said.contains("shift-per-channel") {
      types.shiftPerChannel = operations.contains(.shiftRight)
    }
    common.interface.types = types
  }

}
