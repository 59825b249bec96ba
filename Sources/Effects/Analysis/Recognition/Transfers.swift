import Simulation
import Support
import Tensors

/// An instruction that moves blocks: to which memories, and by which fields.
struct Transfers {

  private(set) var memories: [DecoupledShape.Memory] = []
  private(set) var result: DecoupledShape.Instruction

  private let machine: MachineForm
  private let instruction: Int
  private var table: ParameterTable

  init(
    _ machine: MachineForm, _ instruction: Int, _ forms: [NormalForm]
  ) throws(ShapeMismatch) {
    self.machine = machine
    self.instruction = instruction
    table = ParameterTable(instruction)
    result = DecoupledShape.Instruction(meaning: .load, fields: [:])
    guard machine.instructions[instruction].effect.loops.isEmpty else {
      throw ShapeMismatch(instruction, "it moves blocks in a loop")
    }
    var direction: NormalForm.Direction?
    for form in forms {
      guard case .move(let move) = form.kind, let host = move.host, !move.adds,
        direction == nil || direction == move.direction
      else { throw ShapeMismatch(instruction, "it does more than to load or to store blocks") }
      direction = move.direction
      try read(form, move, host)
    }
    result.meaning = direction == .store ? .store : .load
    result.fields = table.fields
    if !result.unpadded.isDisjoint(with: result.fields.values) {
      throw ShapeMismatch(instruction, "it moves nothing unless what says how much is 0")
    }
  }

  private mutating func read(
    _ form: NormalForm, _ move: NormalForm.Move, _ host: HostPlacement
  ) throws(ShapeMismatch) {
    let isLoad = move.direction == .load
    guard form.selectors.count == 1, let (field, code) = form.selectors.first else {
      throw ShapeMismatch(instruction, "more or less than one field says which memory is meant")
    }
    for condition in form.conditions where !condition.variables.isEmpty {
      guard !isLoad, let fields = condition.fieldsOfZero else {
        throw ShapeMismatch(instruction, "more than one field says whether it moves anything")
      }
      result.unpadded.formUnion(fields)
    }
    try table.bind(.memory, Polynomial(field))
    try readHost(host, elements: machine[move.part.part].shape.dropFirst().product)
    let padding = try padding(move, isLoad)
    try readPart(move.part, padding)
    memories.append(
      DecoupledShape.Memory(
        role: .none, part: move.part.part, code: code, hostElement: host.type.element,
        loadedBy: isLoad ? instruction : nil, storedBy: isLoad ? nil : instruction,
        isPadded: padding != nil))
  }

  private mutating func readHost(
    _ host: HostPlacement, elements: Int
  ) throws(ShapeMismatch) {
    let bytes = host.elementBytes
    guard host.element.product == elements, host.extents.count == 2, host.strides.count == 2 else {
      throw ShapeMismatch(instruction, "a block on the host is no rows and columns of elements")
    }
    let address = host.address
    guard address.isAffine, address.constant == 0, address.terms.count == 1,
      let dram = address.fields.first, dram.factor == bytes
    else {
      throw ShapeMismatch(instruction, "its address on the host is no field that counts elements")
    }
    try table.bind(.dram, Polynomial(dram.field))
    try table.bind(.rows, host.extents[0])
    try table.bind(.columns, host.extents[1])
    guard host.strides[1].constant == bytes else {
      throw ShapeMismatch(instruction, "the elements of a row do not stand side by side")
    }
    if let columns = table.fields[.columns],
      host.strides[0] == Polynomial(columns) * Polynomial(bytes)
    {
      return
    }
    guard let stride = host.strides[0].variables.first,
      host.strides[0] == Polynomial(stride) * Polynomial(bytes)
    else { throw ShapeMismatch(instruction, "its rows are no field of elements apart") }
    try table.bind(.stride, Polynomial(stride))
  }

  /// The pads of a load; nil where there are none. Only casts may stand beside them.
  private mutating func padding(
    _ move: NormalForm.Move, _ isLoad: Bool
  ) throws(ShapeMismatch) -> [Chain.Padding]? {
    var padding: [Chain.Padding]?
    for step in move.steps {
      switch step {
      case .cast(let type) where !type.saturates: break
      case .pad(let sides, let filling)
      where isLoad && padding == nil && sides.count == 2 && filling == Polynomial():
        padding = sides
      case .cast, .pad, .unary, .binary, .transpose, .reduce:
        throw ShapeMismatch(instruction, "it computes with what it moves")
      }
    }
    if machine[move.part.part].type.saturates || move.host?.type.saturates == true {
      throw ShapeMismatch(instruction, "it computes with what it moves")
    }
    guard let padding else { return nil }
    try table.bind(.padTop, padding[0].before)
    try table.bind(.padBottom, padding[0].behind)
    try table.bind(.padLeft, padding[1].before)
    try table.bind(.padRight, padding[1].behind)
    return padding
  }

  private mutating func readPart(
    _ part: Placement, _ padding: [Chain.Padding]?
  ) throws(ShapeMismatch) {
    guard let axis = part.axes.first, axis.start.isAffine, axis.start.constant == 0,
      axis.start.steps.isEmpty, axis.start.terms.count == 1,
      let sram = axis.start.fields.first, sram.factor == 1, part.isWhole(behind: 1, machine)
    else { throw ShapeMismatch(instruction, "its address in a memory is no field") }
    try table.bind(.sram, Polynomial(sram.field))
    let rows = table.fields[.rows].map { Polynomial($0) } ?? Polynomial()
    let columns = table.fields[.columns].map { Polynomial($0) } ?? Polynomial()
    let sides = padding.map { [$0[0].before + $0[0].behind, $0[1].before + $0[1].behind] }
    let count = (rows + (sides?[0] ?? Polynomial())) * (columns + (sides?[1] ?? Polynomial()))
    // Where nothing is put around, a count may name pads that have to be 0 then.
    guard axis.count == count || padding == nil && axis.count.contains(rows * columns) else {
      throw ShapeMismatch(instruction, "the places of a memory do not follow from rows and columns")
    }
  }

}

extension Placement {

  /// Whether all axes from one on are whole.
  func isWhole(behind first: Int, _ machine: MachineForm) -> Bool {
    zip(axes, machine[part].shape).dropFirst(first).allSatisfy { axis, extent in
      axis.count.constant == extent && axis.start.isAffine && axis.start.constant == 0
        && axis.start.terms.isEmpty && axis.start.steps.isEmpty
    }
  }

}

extension Scalar {

  /// The fields that have to be 0 for this to hold, where it is a condition that asks for that alone.
  fileprivate var fieldsOfZero: Set<VariableID>? {
    switch self {
    case .binary(.and, let a, let b):
      guard let first = a.fieldsOfZero, let second = b.fieldsOfZero else { return nil }
      return first.union(second)
    case .binary(.equal, .constant(0), let sum), .binary(.equal, let sum, .constant(0)),
      .unary(.not, let sum):
      let terms = Polynomial(sum).terms
      let fields = terms.keys.compactMap { product -> VariableID? in
        if product.count == 1, case .variable(let id) = product[0] { id } else { nil }
      }
      // No field is below 0, so that a sum of them is 0 where all are.
      let haveOneSign =
        terms.values.allSatisfy { $0 > 0 } || terms.values.allSatisfy { $0 < 0 }
      return fields.count == terms.count && haveOneSign ? Set(fields) : nil
    case .binary(.lessOrEqual, .variable(let id), .constant(0)): return [id]
    default: return nil
    }
  }

}

extension Polynomial {

  /// Whether all terms of another one are among this one's.
  fileprivate func contains(_ other: Polynomial) -> Bool {
    other.terms.allSatisfy { terms[$0.key] == $0.value }
  }

}
