import Diagnostics
import Effects
import GraphIR
import Passes
import Support
import TargetKit
import Tensors

/// Reads the body of a composite into the steps of a kernel.
///
/// - Errors: an operator, a type or a constant that can't be lowered, with the node.
struct CompositeReader {

  /// What a node of the body is.
  enum Meaning {
    case value(ValueID)
    case constant(Tensor)
    case step(Int)
  }

  let module: GraphModule
  let region: KernelRegion

  /// What the kernel computes.
  let result: RegionValue

  private(set) var steps: [Kernel.Step] = []
  private(set) var origins: [ID<Node>] = []
  private(set) var meanings: [ID<Node>: Meaning] = [:]

  /// What the machine multiplies with, and what it computes in.
  let weights: ElementType
  let sums: ElementType

  /// How many numbers it sums at a time.
  let depth: Int

  /// The node that is being read.
  private var current: ID<Node>

  /// What the composite gives.
  private var body: ID<Node>

  init(
    _ module: GraphModule, _ region: KernelRegion, _ result: ValueID, _ id: ID<Node>,
    weights: ElementType, sums: ElementType, depth: Int
  ) {
    self.depth = depth
    self.weights = weights
    self.sums = sums
    body = id
    self.module = module
    self.region = region
    self.result = region[result]
    current = id
  }

  mutating func bind(_ id: ID<Node>, to value: ValueID) { meanings[id] = .value(value) }

  mutating func bind(_ id: ID<Node>, to tensor: Tensor) { meanings[id] = .constant(tensor) }

  mutating func read(_ body: ID<Node>) throws(Diagnostic) {
    self.body = body
    for id in module.postorder(from: [body]) where meanings[id] == nil {
      current = id
      do throws(Diagnostic) { try readNode(id) } catch { throw module.locating(error, at: id) }
    }
    guard case .step(let last)? = meanings[body], last == steps.count - 1 else {
      throw module.locating(.error("the composite gives what no step of it computes"), at: body)
    }
  }

  private mutating func readNode(_ id: ID<Node>) throws(Diagnostic) {
    let node = module[id]
    if let tensor = node.constant {
      bind(id, to: tensor)
      return
    }
    guard let op = node.op else { throw .error("this expression can not be lowered") }
    origins.append(id)
    if op == Cast.op, case .value(let value)? = meanings[node.operands[0]],
      node.type?.tensor?.extents != result.shape
    {
      // It has not the form of the result: whoever reads it brings it into sums.
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

  /// Whether the node that is being read is what the composite gives.
  var isLast: Bool { current == body }

  func tensor(_ id: ID<Node>) throws(Diagnostic) -> TensorType {
    guard let type = module[id].type?.tensor else { throw .error("\(id) has no type yet") }
    return type
  }

  func value(_ id: ID<Node>) throws(Diagnostic) -> ValueID {
    guard case .value(let value)? = meanings[id] else {
      throw .error("the data of it must be a value on the host")
    }
    return value
  }

  func constant(_ id: ID<Node>) throws(Diagnostic) -> Tensor {
    guard case .constant(let tensor)? = meanings[id] else {
      throw .error("the weights of it must be constant")
    }
    return tensor
  }

  func isConstant(_ id: ID<Node>) -> Bool {
    if case .constant? = meanings[id] { true } else { false }
  }

  /// Adds a step that comes from the node that is being read.
  mutating func add(_ kind: Kernel.Kind) -> Int {
    steps.append(Kernel.Step(kind: kind, origin: Provenance(current)))
    return steps.count - 1
  }

  /// Says that a step does what the node that is being read says, too.
  mutating func note(_ step: Int) {
    guard !steps[step].origin.nodes.contains(current) else { return }
    steps[step].origin = steps[step].origin.adding(current)
  }

  /// The step that makes sums of `id`.
  mutating func step(_ id: ID<Node>) throws(Diagnostic) -> Int {
    switch meanings[id] {
    case .step(let index): return index
    case .value(let value):
      guard region[value].places == result.places else {
        throw .error("its data does not lie in blocks of channels as its result does")
      }
      return add(.widen(value))
    default: throw .error("both operands are constant")
    }
  }

  /// What `id` is as the second operand of a function on a result of `shape`.
  mutating func operand(
    _ id: ID<Node>, along shape: [Int]
  ) throws(Diagnostic) -> Kernel.Operand {
    guard case .constant(let tensor)? = meanings[id] else {
      let found = try self.tensor(id).extents
      if found == shape { return .step(try step(id)) }
      guard case .value(let value)? = meanings[id], shape.count == 4,
        found == Array(shape.prefix(2)) + [1, 1]
      else {
        throw .error("only constants, and values with one number for each channel, are broadcast")
      }
      return .value(value)
    }
    if let number = tensor.uniformNumber { return .number(number) }
    return switch try ConstantSpread(of: tensor, along: shape) {
    case .channels: .channels(tensor.operationNumbers)
    case .elements: .elements(tensor)
    }
  }

}

extension Tensor {
  /// The number that every element is, if there is one.
  var uniformNumber: Operation.Number? {
    let numbers = operationNumbers
    guard let first = numbers.first else { return nil }
    return numbers.allSatisfy { $0 == first } ? first : nil
  }
}
