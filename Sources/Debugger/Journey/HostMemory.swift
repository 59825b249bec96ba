import Diagnostics
import GraphIR
import OrderedCollections
import Passes
import Support
import Tensors

/// The memory of the host while a program runs: every value of `main` that is shared with an
/// accelerator stands in the arena, in the accelerator's layout, and is read from there.
struct HostMemory: Sendable {

  let module: GraphModule
  let plan: MemoryPlan

  private static let mostBytes = 1 << 32

  /// What stands in the arena.
  private(set) var bytes: [UInt8]

  /// Packed values that no accelerator uses, by the index of the value.
  private var packed: [Int: Tensor] = [:]

  /// The values that a node makes, and the one that it is another name of.
  private let made: [ID<Node>: [Int]]
  private let named: [ID<Node>: Int]
  private let inPlace: Set<ID<Node>>

  /// Before the first operator of `main`, which is given `arguments`.
  /// - Errors: they are not what `main` takes; there is no room for the arena.
  init(
    _ module: GraphModule, _ plan: MemoryPlan, _ arguments: [Value]
  ) throws(Diagnostic) {
    self.module = module
    self.plan = plan
    let count = plan.arena?.byteCount ?? 0
    guard count <= min(MemoryBudget.current.limit, Self.mostBytes) else {
      throw .error(
        "what host and accelerator share takes \(byteText(count)), as everything begins at a multiple "
          + "of \(byteText(plan.alignment))")
    }
    bytes = [UInt8](repeating: 0, count: count)
    made = Dictionary(grouping: plan.values.indices, by: { plan.values[$0].node })
    named = Self.names(plan, module)
    inPlace = Set(plan.fusions.filter { $0.work == .inPlace }.map(\.step))
    for (parameter, argument) in zip(module.main?.parameters ?? [], arguments) {
      try store(argument, of: parameter)
    }
    for value in plan.values where value.role == .constant {
      if let tensor = module[value.node].constant { try store(.tensor(tensor), of: value.node) }
    }
  }

  /// For nodes of one tensor, the value that they stand for; none where that depends on a
  /// condition.
  private static func names(_ plan: MemoryPlan, _ module: GraphModule) -> [ID<Node>: Int] {
    var named: [ID<Node>: Int] = [:]
    var doubtful: Set<ID<Node>> = []
    for (index, value) in plan.values.enumerated() {
      for id in [value.node] + value.views where module[id].type?.tensor != nil {
        if named.updateValue(index, forKey: id) != nil { doubtful.insert(id) }
      }
    }
    return named.filter { !doubtful.contains($0.key) }
  }

}

// MARK: Places

extension HostMemory {

  /// Where the value stands in `bytes`.
  private func place(of value: Int) -> Range<Int>? {
    guard let arena = plan.arena, let address = plan.address(of: value),
      let count = plan.values[value].byteCount
    else { return nil }
    return address - arena.address ..< address - arena.address + count
  }

  private func isKept(_ value: Int) -> Bool {
    plan.values[value].isShared && plan.values[value].storage != nil
      || plan.values[value].packing != nil
  }

  /// The packed tensor of a value, or the tensor itself where it is laid out as the host does.
  private func contents(of index: Int) throws(Diagnostic) -> Tensor? {
    guard let place = place(of: index) else { return packed[index] }
    let value = plan.values[index]
    guard let extents = value.type.extents else { return nil }
    let shape = value.packing.map { $0.layout.packedShape($0.extents) } ?? extents
    return try wrapping { () throws(TensorError) in
      try Tensor(value.type.element, shape, bytes: Array(bytes[place]))
    }
  }

  /// Puts the packed tensor of a value where it stands.
  /// - Errors: it has not the size that was planned.
  private mutating func put(_ tensor: Tensor, _ index: Int) throws(Diagnostic) {
    guard let place = place(of: index) else {
      packed[index] = tensor
      return
    }
    guard place.count == tensor.byteCount else {
      throw module.locating(
        .error("a value of \(tensor.byteCount) bytes came to a place of \(place.count)"),
        at: plan.values[index].node)
    }
    bytes.replaceSubrange(place, with: tensor.bytes)
  }

  /// The value as its maker gives it.
  private func tensor(of index: Int, as shape: [Int]) throws(Diagnostic) -> Tensor? {
    guard let contents = try contents(of: index) else { return nil }
    let packing = plan.values[index].packing
    return try wrapping { () throws(TensorError) in
      guard let packing else { return try contents.reshaped(to: shape) }
      return try packing.layout.unpacked(contents, packing.extents).reshaped(to: shape)
    }
  }

  /// What an accelerator finds in the place of a value.
  func shared(_ value: Int) -> ArraySlice<UInt8>? { place(of: value).map { bytes[$0] } }

  /// What an accelerator has left in the place of a value.
  mutating func take(_ left: [UInt8], _ value: Int) {
    guard let place = place(of: value), place.count == left.count else { return }
    bytes.replaceSubrange(place, with: left)
  }

}

// MARK: Operators

extension HostMemory: ValueMemory {

  func load(_ id: ID<Node>, _ known: [ID<Node>: Value]) throws(Diagnostic) -> Value? {
    if case .tuple = module[id].kind {
      var fields: [Value] = []
      for operand in module[id].operands {
        guard let field = try load(operand, known) ?? known[operand] else { return nil }
        fields.append(field)
      }
      return .tuple(fields)
    }
    guard let index = named[id], isKept(index), let shape = module[id].type?.tensor?.extents else {
      return nil
    }
    return try tensor(of: index, as: shape).map(Value.tensor)
  }

  mutating func store(_ value: Value, of id: ID<Node>) throws(Diagnostic) {
    guard let own = made[id] else { return }
    let tensors = value.tensors
    for index in own where isKept(index) {
      let field = plan.values[index].field ?? 0
      guard tensors.indices.contains(field) else { continue }
      let packing = plan.values[index].packing
      let tensor = try wrapping { () throws(TensorError) in
        guard let packing else { return tensors[field] }
        return try packing.layout.packed(tensors[field].reshaped(to: packing.extents))
      }
      try put(tensor, index)
    }
  }

  /// An operator that works on each element alone does it on packed tensors.
  mutating func compute(_ id: ID<Node>) throws(Diagnostic) -> Value? {
    guard inPlace.contains(id), case .call(let op, let attributes) = module[id].kind,
      let index = made[id]?.first, let packing = plan.values[index].packing
    else { return nil }
    var operands: [Value] = []
    for operand in module[id].operands {
      if let constant = module[operand].constant {
        operands.append(.tensor(try pack(constant, beside: packing)))
      } else if let value = named[operand], let contents = try contents(of: value) {
        operands.append(.tensor(contents))
      } else {
        return nil
      }
    }
    guard let result = try op.evaluate(operands, attributes).tensors.first else { return nil }
    let clean = try wrapping { () throws(TensorError) in
      try packing.layout.clearingFill(result, packing.extents)
    }
    try put(clean, index)
    return try tensor(of: index, as: packing.extents).map(Value.tensor)
  }

  /// A constant as it lies beside packed tensors: a number stays one.
  private func pack(
    _ constant: Tensor, beside packing: MemoryPlan.Packing
  ) throws(Diagnostic) -> Tensor {
    guard constant.count > 1 else {
      return try wrapping { () throws(TensorError) in try constant.reshaped(to: []) }
    }
    let ones = [Int](repeating: 1, count: packing.extents.count - constant.rank)
    return try wrapping { () throws(TensorError) in
      let full = try constant.reshaped(to: ones + constant.shape)
      guard full.rank > 1, full.shape[1] == 1 else { return try packing.layout.packed(full) }
      return try full.reshaped(to: [full.shape[0], 1] + full.shape.dropFirst(2) + [1])
    }
  }

  private func wrapping<T>(
    _ body: () throws(TensorError) -> T
  ) throws(Diagnostic) -> T {
    do throws(TensorError) { return try body() } catch { throw .error("\(error)") }
  }

}
