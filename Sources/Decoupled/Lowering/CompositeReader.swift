import Diagnostics
import GraphIR
import Passes
import Support
import TargetKit
import Tensors

/// Reads the body of a composite into the steps of a computation.
///
/// - Errors: an operator, a type or a constant that can't be lowered, with the node.
struct CompositeReader {

  /// What a node of the body is.
  enum Meaning {
    case value(TileValue)
    case constant(ID<Node>, Tensor)
    case step(Int)
  }

  let module: GraphModule
  let accelerator: Accelerator
  private(set) var computation: Computation
  private(set) var meanings: [ID<Node>: Meaning] = [:]

  /// The node that is being read.
  private var current: ID<Node>

  /// The shape of the result.
  private var extents: [Int]?

  /// The extents of the result in blocks of channels.
  private var packedExtents: [Int] {
    let shape = extents ?? []
    let full = (shape.count == 1 ? [1] + shape : shape) + [1, 1, 1, 1]
    let block = accelerator.block
    return [full[0], (full[1] + block - 1) / block, full[2], full[3]]
  }

  /// How often each node of the body is read.
  private var uses: [ID<Node>: Int] = [:]

  init(_ module: GraphModule, _ accelerator: Accelerator, operation: String, _ id: ID<Node>) {
    self.module = module
    self.accelerator = accelerator
    computation = Computation(operation: operation, origins: [])
    current = id
  }

  mutating func bind(_ id: ID<Node>, to value: TileValue) { meanings[id] = .value(value) }

  mutating func bind(_ id: ID<Node>, to constant: ID<Node>, _ tensor: Tensor) {
    meanings[id] = .constant(constant, tensor)
  }

  mutating func read(_ body: ID<Node>) throws(Diagnostic) {
    let order = module.postorder(from: [body])
    extents = module[body].type?.tensor?.extents
    for operand in order.flatMap({ module[$0].operands }) { uses[operand, default: 0] += 1 }
    for id in order where meanings[id] == nil {
      current = id
      do throws(Diagnostic) { try readNode(id) } catch { throw module.locating(error, at: id) }
    }
    guard case .step(let last)? = meanings[body], last == computation.steps.count - 1,
      let extents = module[body].type?.tensor?.extents
    else {
      throw module.locating(.error("the composite gives what no step of it computes"), at: body)
    }
    computation.shape = extents
  }

  private mutating func readNode(_ id: ID<Node>) throws(Diagnostic) {
    let node = module[id]
    if let tensor = node.constant {
      bind(id, to: id, tensor)
      return
    }
    guard let op = node.op else { throw .error("this expression can not be lowered") }
    computation.origins.append(id)
    if op == Cast.op, case .value(let value)? = meanings[node.operands[0]],
      node.type?.tensor?.extents != extents,
      node.type?.tensor?.element == accelerator.accumulator.element
    {
      // It has not the form of the result: whoever reads it brings it into an accumulator.
      meanings[id] = .value(value)
      return
    }
    guard let read = Self.readers[op] else {
      throw .error(
        "operator `\(op.name)` can not be lowered",
        hints: ["it can be: \(Self.readers.keys.map(\.name).sorted().joined(separator: ", "))"])
    }
    meanings[id] = .step(try read(&self, node))
  }

  // MARK: What operators need

  func tensor(_ id: ID<Node>) throws(Diagnostic) -> TensorType {
    guard let type = module[id].type?.tensor else { throw .error("\(id) has no type yet") }
    return type
  }

  func value(_ id: ID<Node>) throws(Diagnostic) -> TileValue {
    guard case .value(let value)? = meanings[id] else {
      throw .error("the data of it must be a value in DRAM")
    }
    return value
  }

  func constant(_ id: ID<Node>) throws(Diagnostic) -> (id: ID<Node>, tensor: Tensor) {
    guard case .constant(let node, let tensor)? = meanings[id] else {
      throw .error("the weights of it must be constant")
    }
    return (node, tensor)
  }

  /// Adds a step that comes from the node that is being read.
  mutating func add(_ kind: Computation.Kind) -> Int {
    computation.steps.append(Computation.Step(kind: kind, origin: Provenance(current)))
    return computation.steps.count - 1
  }

  /// Whether nothing but the node that is being read reads its operands.
  var readsAlone: Bool { module[current].operands.allSatisfy { uses[$0] == 1 } }

  /// Adds a step in which the previous one, which nothing else reads, takes part as well.
  mutating func replaceLast(_ kind: Computation.Kind) -> Int {
    let last = computation.steps.count - 1
    computation.steps[last].kind = kind
    computation.steps[last].origin = computation.steps[last].origin.adding(current)
    return last
  }

  /// The step that makes an accumulator of `id`.
  mutating func step(_ id: ID<Node>) throws(Diagnostic) -> Int {
    switch meanings[id] {
    case .step(let index): return index
    case .value(let value):
      guard value.extents == packedExtents else {
        throw .error("its data does not lie in blocks of channels as its result does")
      }
      return add(.widen(data: value.name))
    default: throw .error("both operands are constant")
    }
  }

  /// What `id` is as the second operand of a vector operation on a result of `shape`.
  mutating func operand(_ id: ID<Node>, along shape: [Int]) throws(Diagnostic)
    -> Computation.Operand
  {
    guard case .constant(let node, let tensor)? = meanings[id] else {
      let found = try self.tensor(id).extents
      if found == shape { return .step(try step(id)) }
      guard case .value(let value)? = meanings[id], shape.count == 4,
        found == Array(shape.prefix(2)) + [1, 1]
      else {
        throw .error("only constants, and values with one number for each channel, are broadcast")
      }
      return .value(value.name)
    }
    if let number = tensor.uniformInteger { return .number(number) }
    let recipe = TileValue.Recipe([.node(node)])
    return switch try ConstantSpread(of: tensor, along: shape) {
    case .channels: .channels(recipe)
    case .elements: .elements(recipe)
    }
  }

}

extension Tensor {
  /// The integer that every element is, if there is one.
  var uniformInteger: Int? {
    guard elementType.isInteger, let first = integers.first else { return nil }
    return integers.allSatisfy { $0 == first } ? first : nil
  }

  /// The elements as integers.
  var integers: [Int] { doubles.map { Int($0) } }
}
