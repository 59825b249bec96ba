import Simulation

/// The loops of an instruction that runs micro-ops: over two counts and over cells.
struct MicroLoops {

  let outer: VariableID
  let inner: VariableID
  let op: VariableID
  let part: StateID

  init(
    _ effect: Effect, _ table: inout ParameterTable
  ) throws(ShapeMismatch) {
    guard effect.loops.count == 3,
      case .numbers(let first, let outer) = effect.loops[0].domain,
      case .numbers(let second, let inner) = effect.loops[1].domain,
      case .cells(let part, let begin, let end) = effect.loops[2].domain,
      Polynomial(first) == Polynomial(), Polynomial(second) == Polynomial()
    else {
      throw ShapeMismatch(table.instruction, "its loops are not two counts and micro-ops in them")
    }
    self.outer = effect.loops[0].variable
    self.inner = effect.loops[1].variable
    op = effect.loops[2].variable
    self.part = part
    try table.bind(.outerCount, Polynomial(outer))
    try table.bind(.innerCount, Polynomial(inner))
    try table.bind(.uopBegin, Polynomial(begin))
    try table.bind(.uopEnd, Polynomial(end))
  }

  /// The bits of the micro-op that say where a window of one element begins.
  func bits(
    of placement: Placement, _ machine: MachineForm, _ table: inout ParameterTable,
    outer outerStep: DecoupledShape.Parameter, inner innerStep: DecoupledShape.Parameter
  ) throws(ShapeMismatch) -> DecoupledShape.Bits {
    guard let axis = placement.axes.first, axis.count.constant == 1, axis.start.isAffine,
      axis.start.constant == 0, axis.start.terms.count == 1, axis.start.terms[0].factor == 1,
      case .bits(op, let lsb, let width, false) = axis.start.terms[0].source,
      placement.isWhole(behind: 1, machine)
    else {
      throw ShapeMismatch(table.instruction, "an operand is no element that a micro-op names")
    }
    try table.bind(optional: outerStep, axis.start.step(of: outer))
    try table.bind(optional: innerStep, axis.start.step(of: inner))
    return DecoupledShape.Bits(lsb: lsb, width: width)
  }

}

/// An instruction that multiplies matrices and adds them up, or clears sums.
struct Products {

  let instruction: Int
  private(set) var result = DecoupledShape.Instruction(meaning: .gemm, fields: [:])
  let microOp: DecoupledShape.MicroOp
  let target: StateID
  private let input: StateID
  private let weight: StateID

  init(
    _ machine: MachineForm, _ instruction: Int, _ forms: [NormalForm]
  ) throws(ShapeMismatch) {
    self.instruction = instruction
    var table = ParameterTable(instruction)
    let loops = try MicroLoops(machine.instructions[instruction].effect, &table)
    let contracts = forms.compactMap { form -> (NormalForm, NormalForm.Contract)? in
      if case .contract(let contract) = form.kind { (form, contract) } else { nil }
    }
    guard contracts.count == 1, let (form, contract) = contracts.first, contract.adds,
      !contract.a.isTransposed, contract.b.isTransposed, contract.steps.isEmpty,
      contract.a.steps.isEmpty, contract.b.steps.isEmpty, form.conditions.isEmpty || forms.count > 1
    else {
      throw ShapeMismatch(instruction, "it does not add the product with one transposed matrix")
    }
    (target, input, weight) = (contract.target.part, contract.a.source.part, contract.b.source.part)
    microOp = DecoupledShape.MicroOp(
      part: loops.part,
      destination: try loops.bits(
        of: contract.target, machine, &table, outer: .destinationOuter, inner: .destinationInner),
      source: try loops.bits(
        of: contract.a.source, machine, &table, outer: .sourceOuter, inner: .sourceInner),
      weight: try loops.bits(
        of: contract.b.source, machine, &table, outer: .weightOuter, inner: .weightInner))
    guard microOp.areApart else {
      throw ShapeMismatch(instruction, "micro-ops name two operands by the same bits")
    }
    for other in forms where other != form {
      guard case .fill(contract.target, let number) = other.kind, number == Polynomial(),
        let reset = Products.flag(other, form)
      else { throw ShapeMismatch(instruction, "it does more than to multiply and to clear") }
      try table.bind(.reset, Polynomial(reset))
    }
    result.fields = table.fields
  }

  /// The one field of one bit that says which of two forms is done.
  static func flag(_ set: NormalForm, _ clear: NormalForm) -> VariableID? {
    guard set.selectors.count == 1, let (field, number) = set.selectors.first, number != 0,
      clear.selectors == [field: 0]
    else { return nil }
    return field
  }

  func role(of part: StateID) -> DecoupledShape.Role {
    switch part {
    case microOp.part: .microOps
    case input: .input
    case weight: .weight
    case target: .accumulator
    default: .none
    }
  }

}

extension DecoupledShape.MicroOp {
  /// Whether each operand has bits of its own.
  fileprivate var areApart: Bool {
    let fields = [destination, source, weight].map { $0.lsb ..< $0.lsb + $0.width }
    return !fields[0].overlaps(fields[1]) && !fields[0].overlaps(fields[2])
      && !fields[1].overlaps(fields[2])
  }
}
