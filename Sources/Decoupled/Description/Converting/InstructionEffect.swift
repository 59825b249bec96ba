import Diagnostics
import Effects
import ISA

/// What one instruction of a meaning does, as text.
struct InstructionEffect {

  let text: EffectsText
  let description: DecoupledDescription
  let own: InstructionDescription
  let format: Format

  init(_ text: EffectsText, _ index: Int) {
    self.text = text
    description = text.description
    own = description.instructions[index]
    format = description.instructionSet.formats[index]
  }

  /// The name of the field of a parameter.
  func field(_ parameter: Parameter) -> String? {
    own.fields[parameter].map { format.fields[$0].name }
  }

  /// The same as a term; 0 where there is no such field.
  func term(_ parameter: Parameter) -> String { field(parameter) ?? "0" }

  func cases(_ cases: [(when: String?, does: String)], isWhole: Bool) -> [String] {
    ["cases:"]
      + cases.map { when, does in
        let condition = when.map { "when: \(text.quoted($0)), " } ?? ""
        return "  - {\(condition)does: \(text.quoted(does))}"
      } + (isWhole ? [] : ["else: fault"])
  }

  // MARK: - Transfers

  /// A block on the host.
  func block(of memory: MemoryDescription) -> String {
    let isWord = memory.role == .microOps && memory.shape == [1]
    let type = isWord ? "\(memory.dramElement)" : "\(memory.dramElement)\(memory.shape)"
    let bytes = memory.dramElementBytes
    let stride = field(.stride).map { ", stride=\($0)*\(bytes)" } ?? ""
    return "dram(\(type), \(term(.dram))*\(bytes), \(term(.rows)), \(term(.columns))\(stride))"
  }

  // MARK: - Micro-programs

  func loops(_ names: [String]) -> [String] {
    let cells = description.memory(for: .microOps)?.name ?? ""
    return [
      "for: i in 0:\(count(.outerCount)), j in 0:\(count(.innerCount)), "
        + "u in \(cells)[\(term(.uopBegin)):\(term(.uopEnd))]",
      "let: \(names.joined(separator: "; "))",
    ]
  }

  /// A count without a field is 0: such an instruction does nothing.
  func count(_ parameter: Parameter) -> String { term(parameter) }

  func place(
    _ name: String, _ index: Int, _ outer: Parameter, _ inner: Parameter
  ) -> String {
    let steps = [(field(outer), "i"), (field(inner), "j")].compactMap { step, loop in
      step.map { " + \(loop)*\($0)" }
    }
    return "\(name) = u.\(description.instructionSet.microOp.fields[index].name)"
      + steps.joined()
  }

  var destination: String {
    place("d", description.microOp.destination, .destinationOuter, .destinationInner)
  }

  var source: String {
    place("s", description.microOp.source, .sourceOuter, .sourceInner)
  }

  func memory(_ role: MemoryRole) throws(Diagnostic) -> String {
    guard let memory = description.memory(for: role) else {
      throw .error("no memory has the role `\(role.rawValue)`")
    }
    return memory.name
  }

}
