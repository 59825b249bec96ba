public import Diagnostics
import Effects
import ISA
import Support

/// What the lowering asks of a description: which memory plays which part, and what fits where.
public struct Accelerator: Sendable {

  public let description: DecoupledDescription

  let input: MemoryDescription
  let weight: MemoryDescription
  let accumulator: MemoryDescription
  let output: MemoryDescription
  let microOps: MemoryDescription

  /// The view of the accumulator whose loads extend what is stored, if there is one.
  let widening: MemoryDescription?

  /// Channels in one element, and samples.
  let block: Int
  let rows: Int

  /// The unit that multiplies and computes with vectors.
  let computeUnit: UnitName

  /// - Errors: the description lacks a memory, or has one of a form that can't be lowered to.
  public init(_ description: DecoupledDescription) throws(Diagnostic) {
    self.description = description
    input = try description.required(.input)
    weight = try description.required(.weight)
    accumulator = try description.required(.accumulator)
    output = try description.required(.output)
    microOps = try description.required(.microOps)
    guard let unit = description.instruction(.gemm)?.unit else {
      throw .error("`\(description.name)` has no instruction that means `gemm`")
    }
    computeUnit = UnitName(unit)
    let lanes = input.lanes
    block = input.shape.last ?? 1
    rows = input.shape.count > 1 ? input.shape[0] : 1
    let stored = output.dramElement
    let sum = accumulator
    widening = description.memories.first {
      ($0.alias == sum.name || $0.name == sum.name) && $0.dramElement == stored
        && $0.lanes == lanes && $0.loadedBy != nil
    }
    try checkForms()
  }

  private func checkForms() throws(Diagnostic) {
    let forms = [
      (input, [rows, block]), (weight, [block, block]), (accumulator, [rows, block]),
      (output, [rows, block]),
    ]
    for (memory, shape) in forms where memory.shape != shape {
      throw .error(
        "memory `\(memory.name)` of `\(description.name)` has elements \(memory.shape), "
          + "but the lowering needs \(shape)",
        hints: ["it lowers to rows of as many columns as the weights have"])
    }
    guard input.dramElementBytes == output.dramElementBytes else {
      throw .error("what `\(output.name)` stores has not the form that `\(input.name)` loads")
    }
  }

  /// The numbers that a parameter of an instruction can have; 0 alone if it has no field.
  func range(of parameter: Parameter, in meaning: Meaning) -> ClosedRange<Int> {
    guard
      let index = description.index(of: meaning),
      let field = description.instructions[index].fields[parameter]
    else { return 0 ... 0 }
    return description.instructionSet.formats[index].fields[field].range
  }

  /// The number that stands for `operation` in a vector instruction.
  func code(of operation: AluOperation) -> Int? {
    description.instruction(.alu)?.operations.filter { $0.value == operation }.keys.min()
  }

  /// The name of the unit that moves data between DRAM and `memory`.
  func unit(_ direction: TransferDirection, _ memory: MemoryName) -> UnitName {
    description.memory(memory)?.unit(direction).map { UnitName($0) } ?? computeUnit
  }

  /// The token queue from one unit to another.
  func queue(from: UnitName, to: UnitName) -> TokenDescription? {
    description.tokens.first { $0.pusher == from && $0.popper == to }
  }

}

extension DecoupledDescription {
  fileprivate func required(_ role: MemoryRole) throws(Diagnostic) -> MemoryDescription {
    guard let memory = memory(for: role) else {
      throw .error("`\(name)` has no memory with the role `\(role.rawValue)`")
    }
    return memory
  }
}
