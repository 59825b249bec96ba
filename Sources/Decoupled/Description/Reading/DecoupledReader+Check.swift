import Diagnostics
import Effects
import ISA
import Passes
import TargetKit
import Tensors

extension DecoupledReader {

  /// What has to fit together.
  mutating func check(_ description: DecoupledDescription, _ entries: Entries) {
    checkUnits(entries)
    checkTokens(description, entries)
    checkRoles(description, entries)
    checkPatterns(description, entries)
    checkForms(description, entries)
  }

  /// What there are patterns for can be lowered for; without any, it is run as it is.
  mutating func checkForms(_ description: DecoupledDescription, _ entries: Entries) {
    let interface = description.interface
    let isLowered =
      interface.patterns.contains { $0.kind != "alias" } || !interface.operators.isEmpty
    guard isLowered, !sheet.diagnostics.containsError, let node = entries[memoriesKey] else {
      return
    }
    do throws(Diagnostic) {
      _ = try Accelerator(description)
    } catch {
      sheet.error(
        error.message, at: node,
        hints: error.hints + ["leave `patterns` out to run streams of your own only"])
    }
  }

  private mutating func checkUnits(_ entries: Entries) {
    guard let node = sheet.require("units", in: entries) else { return }
    if units.isEmpty { sheet.error("there are no units", at: node) }
    if units.count > 16 { sheet.error("there are more than 16 units", at: node) }
  }

  private mutating func checkTokens(_ description: DecoupledDescription, _ entries: Entries) {
    guard let node = entries["tokens"] else { return }
    if tokens.count > 32 { sheet.error("there are more than 32 token queues", at: node) }
    for token in tokens {
      for flag in [token.push, token.pop] {
        guard
          let format = description.instructionSet.formats.first(where: {
            $0.field(flag)?.width != 1
          })
        else { continue }
        sheet.error("`\(format.name)` has no field `\(flag)` of one bit", at: node)
      }
      let others = tokens.filter { $0 != token }
      if others.contains(where: { $0.from == token.from && $0.push == token.push }) {
        sheet.error("`\(token.push)` of unit `\(token.from)` pushes two queues", at: node)
      }
      if others.contains(where: { $0.to == token.to && $0.pop == token.pop }) {
        sheet.error("`\(token.pop)` of unit `\(token.to)` pops two queues", at: node)
      }
    }
  }

  mutating func checkRoles(_ description: DecoupledDescription, _ entries: Entries) {
    guard let node = sheet.require(memoriesKey, in: entries) else { return }
    for role in MemoryRole.allCases where role != .none {
      let count = memories.filter { $0.role == role }.count
      if count == 0 { sheet.error("no memory has the role `\(role.rawValue)`", at: node) }
      if count > 1 { sheet.error("two memories have the role `\(role.rawValue)`", at: node) }
    }
    guard let input = description.memory(for: .input),
      let weight = description.memory(for: .weight),
      let sums = description.memory(for: .accumulator),
      let micro = description.memory(for: .microOps)
    else { return }
    if input.element != .int8 || weight.element != .int8 || sums.element != .int32 {
      sheet.error(
        "inputs and weights are \(input.element) and \(weight.element) with sums of \(sums.element)",
        at: node, hint: "the machine multiplies int8 by int8 into int32")
    }
    if input.shape.count != 2 || weight.shape.count != 2
      || sums.shape != [input.shape[0], weight.shape[0]] || input.shape.last != weight.shape.last
    {
      sheet.error(
        "elements of \(input.shape) and \(weight.shape) have no product of \(sums.shape)", at: node,
        hint: "inputs are rows × depth, weights columns × depth, sums rows × columns")
    }
    if let output = description.memory(for: .output), output.alias == nil,
      output.shape != sums.shape || ![.int8, .int16].contains(output.element)
        || output.depth < sums.depth
    {
      sheet.error(
        "`\(output.name)` can not hold the low bytes of every sum", at: node,
        hint: "give it the shape and the depth of `\(sums.name)` and the element int8 or int16")
    }
    if micro.elementBytes * 8 != description.instructionSet.microOpWidth {
      sheet.error("an element of `\(micro.name)` is not as wide as a micro-op", at: node)
    }
    if memories.reduce(0, { $0 + ($1.alias == nil ? $1.byteCount : 0) }) > 1 << 30 {
      sheet.error("all memories together are larger than 1 GiB", at: node)
    }
    for memory in memories where memory.dramElement != memory.element {
      guard memory.element == .int32, [.int8, .int16].contains(memory.dramElement) else {
        sheet.error(
          "`\(memory.name)` has \(memory.dramElement) in DRAM for \(memory.element)", at: node,
          hint: "int32 may be int8 or int16 in DRAM; others are what they are")
        continue
      }
    }
  }

}
