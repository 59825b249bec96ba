import Simulation

/// An instruction that computes with vectors of sums.
struct Vectors {

  private(set) var result = DecoupledShape.Instruction(meaning: .alu, fields: [:])

  init(
    _ machine: MachineForm, _ instruction: Int, _ forms: [NormalForm], _ products: Products
  ) throws(ShapeMismatch) {
    var table = ParameterTable(instruction)
    let loops = try MicroLoops(machine.instructions[instruction].effect, &table)
    let steps = try forms.map { form throws(ShapeMismatch) in
      try VectorStep(form, machine, products.target)
    }
    let codes = Vectors.operationField(steps)
    var rule: DecoupledShape.ShiftRule?
    for step in steps {
      let destination = try loops.bits(
        of: step.target, machine, &table, outer: .destinationOuter, inner: .destinationInner)
      guard destination == products.microOp.destination, loops.part == products.microOp.part else {
        throw ShapeMismatch(instruction, "its micro-ops are not those of products")
      }
      switch step.operand {
      case .number(let number): try table.bind(.immediate, number)
      case .window(let source, false) where source.part == products.target:
        let bits = try loops.bits(
          of: source, machine, &table, outer: .sourceOuter, inner: .sourceInner)
        guard bits == products.microOp.source else {
          throw ShapeMismatch(instruction, "its micro-ops are not those of products")
        }
      case .window, .real, .host:
        throw ShapeMismatch(instruction, "its operand is no vector of sums")
      }
      try select(step, codes, &table)
      if !step.hasImmediate, step.operation == .shiftRight {
        guard rule == nil || rule == step.rule else {
          throw ShapeMismatch(instruction, "it shifts by vectors in two ways")
        }
        rule = step.rule
      }
    }
    try requireBoth(steps, codes, instruction)
    result.fields = table.fields
    result.vectorShift = rule ?? .saturates
  }

  /// The field that says which operation is done: one that has to be something in all forms, and is
  /// not the flag of immediates.
  private static func operationField(_ steps: [VectorStep]) -> VariableID? {
    let fields = steps.map { Set($0.selectors.keys) }
    let all = fields.reduce(fields.first ?? []) { $0.intersection($1) }
    return all.min { a, b in
      let (x, y) = (Set(steps.map { $0.selectors[a] }), Set(steps.map { $0.selectors[b] }))
      return x.count != y.count ? x.count > y.count : a.index < b.index
    }
  }

  private mutating func select(
    _ step: VectorStep, _ codes: VariableID?, _ table: inout ParameterTable
  ) throws(ShapeMismatch) {
    guard let codes, let code = step.selectors[codes] else {
      throw ShapeMismatch(table.instruction, "no field says which operation is done")
    }
    try table.bind(.operation, Polynomial(codes))
    if let known = result.operations[code], known != step.operation {
      throw ShapeMismatch(table.instruction, "operation \(code) does two things")
    }
    result.operations[code] = step.operation
    let others = step.selectors.filter { $0.key != codes }
    guard others.count <= 1, (others.first?.value ?? 0) == (step.hasImmediate ? 1 : 0) else {
      throw ShapeMismatch(table.instruction, "no flag says whether there is an immediate")
    }
    if let flag = others.first?.key { try table.bind(.useImmediate, Polynomial(flag)) }
  }

  /// Each operation is there with an immediate and without, where there are immediates at all.
  private func requireBoth(
    _ steps: [VectorStep], _ codes: VariableID?, _ instruction: Int
  ) throws(ShapeMismatch) {
    guard steps.contains(where: \.hasImmediate), let codes else { return }
    for code in result.operations.keys.sorted() {
      let own = steps.filter { $0.selectors[codes] == code }
      guard own.contains(where: \.hasImmediate), own.contains(where: { !$0.hasImmediate }) else {
        throw ShapeMismatch(instruction, "operation \(code) is there with one operand only")
      }
    }
  }

}

/// One operation on vectors of sums.
private struct VectorStep {

  let target: Placement
  let operation: DecoupledShape.Operation
  let operand: Chain.Operand
  let selectors: [VariableID: Int]

  /// For shifts.
  let rule: DecoupledShape.ShiftRule

  var hasImmediate: Bool { if case .number = operand { true } else { false } }

  init(
    _ form: NormalForm, _ machine: MachineForm, _ sums: StateID
  ) throws(ShapeMismatch) {
    selectors = form.selectors
    if let shift = VectorShift(form, machine), shift.target.part == sums {
      (target, operation, rule) = (shift.target, .shiftRight, shift.rule)
      operand = .window(shift.amount, isRepeated: false)
      return
    }
    guard case .map(let map) = form.kind, map.isInPlace, map.target.part == sums,
      map.steps.count == 1, case .binary(let function, let operand, false) = map.steps[0],
      let operation = DecoupledShape.Operation(function)
    else {
      throw ShapeMismatch(
        form.instruction, "it does more than one operation on sums in their place")
    }
    target = map.target
    self.operation = operation
    self.operand = operand
    rule = .saturates
  }

}
