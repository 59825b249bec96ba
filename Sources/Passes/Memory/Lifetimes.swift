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

  /// For each tensor of a node's value, the tensors that it may be, by index; none for constants.
  private(set) var tensors: IDTable<Node, [[Int]]>

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
    tensors = IDTable(count: module.nodes.count)
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
    for value in (tensors[main.body] ?? []).joined() {
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
    case .call: module[id].op.map { !$0.has(.view) && !$0.has(.annotation) } ?? false
    case .apply, .conditional: true
    default: false
    }
  }

  private mutating func take(_ id: ID<Node>, step: Int, _ walk: inout GraphWalk) {
    let node = module[id]
    if isStep(id) { for operand in node.operands { read(operand, in: step) } }
    switch node.kind {
    case .variable, .global: break
    case .constant(let tensor):
      guard crossing.contains(id) else {
        constantBytes += tensor.byteCount
        tensors[id] = [[]]
        return
      }
      make(id, .constant, at: 0)
      read(id, in: end)
    case .function:
      // What a literal reads of `main` lives as long as `main` does.
      for inner in walk.postorder(from: [id]) where inner != id { read(inner, in: end) }
    case .tuple: tensors[id] = node.operands.flatMap { tensors[$0] ?? [] }
    case .projection(let index): name(id, field(index, of: node.operands[0]))
    case .conditional: join(id, node.operands[1], node.operands[2])
    case .binding: name(id, tensors[node.operands[2]] ?? [])
    case .call where !isStep(id): name(id, node.operands.first.flatMap { tensors[$0] } ?? [])
    case .call, .apply: make(id, .temporary, at: step)
    }
    if case .reference? = node.type { for operand in node.operands { read(operand, in: end) } }
  }

  private mutating func collectLets(_ order: [ID<Node>]) {
    for id in order where module[id].form == .binding {
      letVariables[module[id].operands[1], default: []].append(module[id].operands[0])
    }
  }

  private mutating func nameLets(_ id: ID<Node>) {
    for variable in letVariables[id] ?? [] { name(variable, tensors[id] ?? []) }
  }

  // MARK: Tensors

  private mutating func make(_ id: ID<Node>, _ role: MemoryPlan.Value.Role, at step: Int) {
    let types = module[id].type?.tensors ?? []
    let isTuple = module[id].type?.fields != nil
    tensors[id] = types.enumerated().map { index, type in
      values.append(
        MemoryPlan.Value(
          node: id, field: isTuple ? index : nil, role: role,
          byteCount: type.count.map { $0 * type.element.byteSize }, life: step ... step))
      return [values.count - 1]
    }
  }

  private mutating func extend(_ value: Int, to step: Int) {
    let life = values[value].life
    values[value].life = life.lowerBound ... max(life.upperBound, step)
  }

  private mutating func read(_ id: ID<Node>, in step: Int) {
    for value in (tensors[id] ?? []).joined() { extend(value, to: step) }
  }

  private mutating func name(_ id: ID<Node>, _ list: [[Int]]) {
    tensors[id] = list
    for value in list.joined() { values[value].views.append(id) }
  }

  private mutating func join(_ id: ID<Node>, _ a: ID<Node>, _ b: ID<Node>) {
    let (a, b) = (tensors[a] ?? [], tensors[b] ?? [])
    name(id, zip(a, b).map { $0 + $1.filter { [own = $0] value in !own.contains(value) } })
  }

  /// What a tensor of the value of `id` may be, by index.
  func values(of id: ID<Node>, field: Int) -> [Int] {
    guard let fields = tensors[id], fields.indices.contains(field) else { return [] }
    return fields[field]
  }

  /// The tensors of field `index` of the tuple `id`.
  private mutating func field(_ index: Int, of id: ID<Node>) -> [[Int]] {
    let starts = starts[id] ?? self.starts(of: id)
    self.starts[id] = starts
    guard starts.indices.contains(index), starts.indices.contains(index + 1) else { return [] }
    let list = tensors[id] ?? []
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
