import Diagnostics
import Effects
import ISA

/// What one instruction of a meaning does, as text.
struct InstructionEffect {

  private let text: EffectsText
  private let description: DecoupledDescription
  private let own: InstructionDescription
  private let format: Format

  init(_ text: EffectsText, _ index: Int) {
    self.text = text
    description = text.description
    own = description.instructions[index]
    format = description.instructionSet.formats[index]
  }

  /// The name of the field of a parameter.
  private func field(_ parameter: Parameter) -> String? {
    own.fields[parameter].map { format.fields[$0].name }
  }

  /// The same as a term; 0 where there is no such field.
  private func term(_ parameter: Parameter) -> String { field(parameter) ?? "0" }

  /// The entries of the instruction from its loops on.
  /// - Errors: effects can not say what it does.
  func lines(_ meaning: Meaning) throws(Diagnostic) -> [String] {
    switch meaning {
    case .load: loads
    case .store: stores
    case .gemm: try products()
    case .alu: try vectors()
    case .finish: ["does: stop"]
    }
  }

  private func cases(_ cases: [(when: String?, does: String)], isWhole: Bool) -> [String] {
    ["cases:"]
      + cases.map { when, does in
        let condition = when.map { "when: \(text.quoted($0)), " } ?? ""
        return "  - {\(condition)does: \(text.quoted(does))}"
      } + (isWhole ? [] : ["else: fault"])
  }

  // MARK: - Transfers

  private static let pads: [Parameter] = [.padTop, .padBottom, .padLeft, .padRight]

  /// A block on the host.
  private func block(of memory: MemoryDescription) -> String {
    let isWord = memory.role == .microOps && memory.shape == [1]
    let type = isWord ? "\(memory.dramElement)" : "\(memory.dramElement)\(memory.shape)"
    let bytes = memory.dramElementBytes
    let stride = field(.stride).map { ", stride=\($0)*\(bytes)" } ?? ""
    return "dram(\(type), \(term(.dram))*\(bytes), \(term(.rows)), \(term(.columns))\(stride))"
  }

  private var loads: [String] {
    let pads = Self.pads.compactMap(field)
    let (rows, columns) = (
      [field(.padTop), field(.rows), field(.padBottom)].compactMap(\.self),
      [field(.padLeft), field(.columns), field(.padRight)].compactMap(\.self)
    )
    let count = "(\(rows.joined(separator: " + "))) * (\(columns.joined(separator: " + ")))"
    let around = Self.pads.map(term).joined(separator: ", ")
    let found = description.memories.filter { $0.loadedBy != nil }.map { memory in
      let block = block(of: memory)
      return (
        when: "\(term(.memory)) == \(memory.code)",
        does:
          "\(memory.alias ?? memory.name)[to] = \(pads.isEmpty ? block : "pad(\(block), \(around))")"
      )
    }
    return [
      "let: \(text.quoted("to = \(term(.sram)) : \(term(.sram)) + \(count)"))"
    ] + cases(found.map { ($0.when, $0.does) }, isWhole: false)
  }

  private var stores: [String] {
    let pads = description.options.storePaddingFaults ? Self.pads.compactMap(field) : []
    let bare = pads.isEmpty ? "" : " and \(pads.joined(separator: " + ")) == 0"
    let found = description.memories.filter { $0.storedBy != nil }.map { memory in
      let source = memory.alias ?? memory.name
      let count = "\(term(.sram)) : \(term(.sram)) + \(term(.rows))*\(term(.columns))"
      return (
        when: "\(term(.memory)) == \(memory.code)\(bare)",
        does: "\(block(of: memory)) = low(\(source)[\(count)])"
      )
    }
    return cases(found.map { ($0.when, $0.does) }, isWhole: false)
  }

  // MARK: - Micro-programs

  private func loops(_ names: [String]) -> [String] {
    let cells = description.memory(for: .microOps)?.name ?? ""
    return [
      "for: i in 0:\(count(.outerCount)), j in 0:\(count(.innerCount)), "
        + "u in \(cells)[\(term(.uopBegin)):\(term(.uopEnd))]",
      "let: \(names.joined(separator: "; "))",
    ]
  }

  /// A count without a field is 0: such an instruction does nothing.
  private func count(_ parameter: Parameter) -> String { term(parameter) }

  private func place(
    _ name: String, _ index: Int, _ outer: Parameter, _ inner: Parameter
  ) -> String {
    let steps = [(field(outer), "i"), (field(inner), "j")].compactMap { step, loop in
      step.map { " + \(loop)*\($0)" }
    }
    return "\(name) = u.\(description.instructionSet.microOp.fields[index].name)"
      + steps.joined()
  }

  private var destination: String {
    place("d", description.microOp.destination, .destinationOuter, .destinationInner)
  }

  private var source: String {
    place("s", description.microOp.source, .sourceOuter, .sourceInner)
  }

  private func memory(_ role: MemoryRole) throws(Diagnostic) -> String {
    guard let memory = description.memory(for: role) else {
      throw .error("no memory has the role `\(role.rawValue)`")
    }
    return memory.name
  }

  private func products() throws(Diagnostic) -> [String] {
    let (sums, data, weights) = (
      try memory(.accumulator), try memory(.input), try memory(.weight)
    )
    let weight = place("w", description.microOp.weight, .weightOuter, .weightInner)
    let product = "\(sums)[d] += \(data)[s] @ T(\(weights)[w])"
    let reset: [(when: String?, does: String)] =
      field(.reset).map { [(when: $0, does: "\(sums)[d] = 0")] } ?? []
    return loops([destination, source, weight])
      + cases(reset + [(when: nil, does: product)], isWhole: true)
  }

  private func vectors() throws(Diagnostic) -> [String] {
    let sums = try memory(.accumulator)
    var found: [(when: String?, does: String)] = []
    for (code, operation) in own.operations.sorted(by: { $0.key < $1.key }) {
      let selected = "\(term(.operation)) == \(code)"
      if let flag = field(.useImmediate) {
        let does = try Self.immediate(operation, sums, term(.immediate), description.options)
        found.append(("\(selected) and \(flag)", does))
      }
      found.append((selected, try Self.vector(operation, sums, description.options)))
    }
    return loops([destination, source]) + cases(found, isWhole: false)
  }

  private static func immediate(
    _ operation: AluOperation, _ sums: String, _ number: String, _ options: MachineOptions
  ) throws(Diagnostic) -> String {
    guard operation != .shiftRight || options.immediateShift == .saturate else {
      throw .error(
        "effects say of a shift by an immediate only that it saturates, and not that it is `\(options.immediateShift.rawValue)`"
      )
    }
    return "\(sums)[d] = \(applied(operation, "\(sums)[d]", number))"
  }

  private static func vector(
    _ operation: AluOperation, _ sums: String, _ options: MachineOptions
  ) throws(Diagnostic) -> String {
    let (x, y) = ("\(sums)[d]", "\(sums)[s]")
    guard operation == .shiftRight else { return "\(x) = \(applied(operation, x, y))" }
    switch options.vectorShift {
    case .saturate: return "\(x) = \(x) >> \(y)"
    case .modulo: return "\(x) = \(x) >> (\(y) & 31) if \(y) >= 0 else \(x) << (-\(y) & 31)"
    case .fiveBits: return "\(x) = \(x) >> ((\(y) & 31 ^ 16) - 16)"
    case .right:
      throw .error("effects can not say that a field that is not used turns a shift")
    }
  }

  private static func applied(_ operation: AluOperation, _ x: String, _ y: String) -> String {
    switch operation {
    case .min: "min(\(x), \(y))"
    case .max: "max(\(x), \(y))"
    case .add: "\(x) + \(y)"
    case .multiply: "\(x) * \(y)"
    case .shiftRight: "\(x) >> \(y)"
    }
  }

}
