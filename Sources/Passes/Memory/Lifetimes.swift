import GraphIR
import OrderedCollections
import Support
import Tensors

/// Which tensors `main` makes, in which step, and until when each of them is read.
///
/// A step is a node of `main`, in the order of the reference evaluator. Nodes that only give a
/// tensor another shape or name make none.
struct Lifetimes: Sendable {

  private(set) var values: [MemoryPlan.Value] = []
  private(set) var steps: [ID<Node>] = []
  private(set) var constantBytes = 0

  /// For each node that gives one tensor, by index of the node, which one that is; else -1.
  private var singles: [Int32]

  /// For each tensor of the value of any other node, the tensors that it may be, by index; none for
  /// constants.
  private var lists: [ID<Node>: [[Int]]] = [:]

  /// For each tuple of which a field is read, where its fields begin among its tensors, and the end.
  private var starts: [ID<Node>: [Int]] = [:]

  private let module: GraphModule

  /// For the value of a `let`, the variables that have it.
  private var letVariables: [ID<Node>: [ID<Node>]] = [:]

  /// The step behind the last one.
  private var end: Int { steps.count + 1 }

  /// The constants that have a storage: those that accelerators take from it.
  private let crossing: Set<ID<Node>>

  init(_ module: GraphModule, _ main: Function, placing crossing: Set<ID<Node>> = []) {
    self.module = module
    self.crossing = crossing
    singles = Array(repeating: -1, count: module.nodes.count)
    let order = order(of: main)
    collectLets(order)
    steps = order.filter(isStep)
    for parameter in main.parameters {
      make(parameter, .input, at: 0)
      nameLets(parameter)
    }
    var step = 0
    var walk = GraphWalk(module)
    for id in order {
      if isStep(id) { step += 1 }
      take(id, step: step, &walk)
      nameLets(id)
    }
    finish(main, isStraight: !order.contains { module[$0].isConditional })
  }

  /// What `main` gives lives until the end, and so does what the caller owns. Where a branch may
  /// not be taken, nothing is known to be read for the last time before the end.
  private mutating func finish(_ main: Function, isStraight: Bool) {
    for value in tensors(of: main.body).joined() {
      extend(value, to: end)
      if values[value].role == .temporary { values[value].role = .output }
    }
    for value in values.indices where values[value].role == .input || !isStraight {
      extend(value, to: end)
    }
  }

  // MARK: Steps

  /// The nodes of `main` itself, dependencies first; what function literals hold is not entered.
  private func order(of main: Function) -> [ID<Node>] {
    var order: [ID<Node>] = []
    var state = [UInt8](repeating: 0, count: module.nodes.count)  // 1 entered, 2 done
    for parameter in main.parameters { state[Int(parameter.index)] = 2 }
    var stack = [main.body]
    while let id = stack.last {
      if state[Int(id.index)] == 0 {
        state[Int(id.index)] = 1
        for operand in module[id].operandsInOrder.reversed() where state[Int(operand.index)] == 0 {
          stack.append(operand)
        }
      } else {
        if state[Int(id.index)] == 1 { order.append(id) }
        state[Int(id.index)] = 2
        stack.removeLast()
      }
    }
    return order
  }

  /// Whether the node computes; all others only give what there is another name.
  private func isStep(_ id: ID<Node>) -> Bool {
    switch module[id].form {
    case .call: module[id].isOperator && module[id].op?.has(.view) == false
    case .apply, .conditional: true
    default: false
    }
  }

  private mutating func take(_ id: ID<Node>, step: Int, _ walk: inout GraphWalk) {
    if isStep(id) { readOperands(of: id, in: step) }
    switch module[id].form {
    case .variable, .global: break
    case .constant: takeConstant(id)
    case .function:
      // What a literal reads of `main` lives as long as `main` does.
      for inner in walk.postorder(from: [id]) where inner != id { read(inner, in: end) }
    case .tuple: lists[id] = module[id].operands.flatMap { tensors(of: $0) }
    case .projection:
      guard case .projection(let index) = module[id].kind else { return }
      name(id, field(index, of: module[id].operand(0)))
    case .conditional: join(id, module[id].operand(1), module[id].operand(2))
    case .binding: name(id, tensors(of: module[id].operand(2)))
    case .call where !isStep(id):
      name(id, module[id].operandCount > 0 ? tensors(of: module[id].operand(0)) : [])
    case .call, .apply: make(id, .temporary, at: step)
    }
    if case .reference? = module[id].type { readOperands(of: id, in: end) }
  }

  private mutating func takeConstant(_ id: ID<Node>) {
    if crossing.contains(id) {
      make(id, .constant, at: 0)
      read(id, in: end)
    } else {
      constantBytes += module[id].constant?.byteCount ?? 0
      lists[id] = [[]]
    }
  }

  private mutating func readOperands(of id: ID<Node>, in step: Int) {
    for place in 0 ..< module[id].operandCount { read(module[id].operand(place), in: step) }
  }

  private mutating func collectLets(_ order: [ID<Node>]) {
    for id in order where module[id].form == .binding {
      letVariables[module[id].operands[1], default: []].append(module[id].operands[0])
    }
  }

  private mutating func nameLets(_ id: ID<Node>) {
    guard !letVariables.isEmpty else { return }
    for variable in letVariables[id] ?? [] { name(variable, tensors(of: id)) }
  }

  // MARK: Tensors

  private mutating func make(_ id: ID<Node>, _ role: MemoryPlan.Value.Role, at step: Int) {
    if case .tensor(let type)? = module[id].type {
      singles[Int(id.index)] = Int32(make(id, field: nil, type, role, at: step))
      return
    }
    let isTuple = module[id].type?.fields != nil
    lists[id] = (module[id].type?.tensors ?? []).enumerated().map { index, type in
      [make(id, field: isTuple ? index : nil, type, role, at: step)]
    }
  }

  private mutating func make(
    _ id: ID<Node>, field: Int?, _ type: TensorType, _ role: MemoryPlan.Value.Role, at step: Int
  ) -> Int {
    values.append(
      MemoryPlan.Value(
        node: id, field: field, type: type, role: role,
        byteCount: type.count.map { $0 * type.element.byteSize }, life: step ... step))
    return values.count - 1
  }

  private mutating func extend(_ value: Int, to step: Int) {
    let life = values[value].life
    values[value].life = life.lowerBound ... max(life.upperBound, step)
  }

  private mutating func read(_ id: ID<Node>, in step: Int) {
    let single = singles[Int(id.index)]
    if single >= 0 { return extend(Int(single), to: step) }
    for value in (lists[id] ?? []).joined() { extend(value, to: step) }
  }

  private mutating func name(_ id: ID<Node>, _ list: [[Int]]) {
    if list.count == 1, list[0].count == 1 {
      singles[Int(id.index)] = Int32(list[0][0])
    } else {
      singles[Int(id.index)] = -1
      lists[id] = list
    }
    for value in list.joined() { values[value].views.append(id) }
  }

  private mutating func join(_ id: ID<Node>, _ a: ID<Node>, _ b: ID<Node>) {
    let (a, b) = (tensors(of: a), tensors(of: b))
    name(id, zip(a, b).map { $0 + $1.filter { [own = $0] value in !own.contains(value) } })
  }

  /// What a tensor of the value of `id` may be, by index.
  func values(of id: ID<Node>, field: Int) -> [Int] {
    let fields = tensors(of: id)
    return fields.indices.contains(field) ? fields[field] : []
  }

  /// The first of those that the first tensor of the value of `id` may be.
  func firstValue(of id: ID<Node>) -> Int? {
    let single = singles[Int(id.index)]
    return single >= 0 ? Int(single) : lists[id]?.first?.first
  }

  /// For each tensor of the value of `id`, the tensors that it may be, by index.
  func tensors(of id: ID<Node>) -> [[Int]] {
    let single = singles[Int(id.index)]
    return single >= 0 ? [[Int(single)]] : lists[id] ?? []
  }

  /// The tensors of field `index` of the tuple `id`.
  private mutating func field(_ index: Int, of id: ID<Node>) -> [[Int]] {
    let starts = starts[id] ?? self.starts(of: id)
    self.starts[id] = starts
    guard starts.indices.contains(index), starts.indices.contains(index + 1) else { return [] }
    let list = tensors(of: id)
    let range = starts[index] ..< starts[index + 1]
    return range.upperBound <= list.count ? Array(list[range]) : []
  }

  /// Nothing for what is no tuple.
  private func starts(of id: ID<Node>) -> [Int] {
    guard let fields = module[id].type?.fields else { return [] }
    var starts = [0]
    for field in fields { starts.append(starts[starts.count - 1] + field.tensors.count) }
    return starts
  }

}

extension ValueType {
  /// The tensors in a value of this type, in order.
  var tensors: [TensorType] {
    switch self {
    case .tensor(let type): [type]
    case .tuple(let fields): fields.flatMap(\.tensors)
    case .function, .reference: []
    }
  }
}

extension Node {

  /// The operands in the order in which the evaluator computes them: the last one first, but for
  /// what says itself what comes first.
  fileprivate var operandsInOrder: [ID<Node>] {
    switch form {
    case .binding, .conditional: operands
    default: operands.reversed()
    }
  }

  fileprivate var isConditional: Bool {
    form == .conditional
  }
}
