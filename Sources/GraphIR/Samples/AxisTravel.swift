public import Diagnostics
public import Support
import Tensors

/// Whether the first axis of some inputs only travels through a graph: whether element `i` along an
/// axis of each value comes from element `i` of those inputs and no other.
///
/// Where it does, running `main` once for each element and putting the results one behind the other
/// gives what running it once for all of them gives.
/// - Source: A proof by rules, one for each operator; what has none is taken to mix.
struct AxisTravel {

  /// What is known of the elements of a value.
  indirect enum Course: Hashable {

    /// They do not depend on the inputs whose axis is followed.
    case independent

    /// The axis of the inputs is this axis.
    case along(Int)

    case fields([Course])
  }

  private let module: GraphModule
  private var courses: [ID<Node>: Course] = [:]

  private init(_ module: GraphModule) { self.module = module }

  /// The first node, in the order of evaluation, of which it cannot be said that the axis travels
  /// through it; nil where it travels from `inputs` to the first axis of every output.
  static func obstacle(
    in module: GraphModule, from inputs: Set<ID<Node>>
  ) throws(Diagnostic) -> ID<Node>? {
    guard let main = module.main else { return nil }
    var travel = AxisTravel(module)
    var poll = Poll()
    for id in module.postorder(from: [main.body]) {
      try poll.check(after: 1 << 6)
      guard let course = travel.course(of: id, inputs) else { return id }
      travel.courses[id] = course
    }
    return travel.reachesTheEnd(main.body) ? nil : main.body
  }

  private func reachesTheEnd(_ id: ID<Node>) -> Bool {
    switch courses[id] {
    case .along(0): true
    case .fields(let fields): fields.allSatisfy { $0 == .along(0) }
    default: false
    }
  }

  private func course(of id: ID<Node>, _ inputs: Set<ID<Node>>) -> Course? {
    let node = module[id]
    let operands = node.operands.map { courses[$0] ?? .independent }
    switch node.kind {
    case .variable: return inputs.contains(id) ? .along(0) : .independent
    case .constant, .global: return .independent
    case .tuple: return .fields(operands)
    case .projection(let index):
      guard case .fields(let fields)? = operands.first else { return operands.first }
      return fields.indices.contains(index) ? fields[index] : nil
    case .call(let op, let attributes):
      if operands.allSatisfy(\.isIndependent) { return .independent }
      let call = TravellingCall(
        operands: operands, types: node.operands.map { module[$0].type?.tensor },
        attributes: attributes, result: node.type?.tensor)
      return Self.rules[op]?(call)
    case .function, .apply, .conditional, .binding:
      let all = module.postorder(from: [id]).dropLast()
      return all.allSatisfy { !inputs.contains($0) } ? .independent : nil
    }
  }

}

extension AxisTravel.Course {

  /// The axis, if it is one.
  var axis: Int? {
    if case .along(let axis) = self { axis } else { nil }
  }

  var isIndependent: Bool {
    switch self {
    case .independent: true
    case .along: false
    case .fields(let fields): fields.allSatisfy(\.isIndependent)
    }
  }

}

/// A call of an operator as a rule of `AxisTravel` sees it.
struct TravellingCall {
  let operands: [AxisTravel.Course]
  let types: [TensorType?]
  let attributes: Attributes
  let result: TensorType?
}

extension GraphModule {

  /// The node that keeps `main` from being run element by element of the first axis of `inputs`:
  /// one that mixes the elements, or of which that cannot be ruled out; nil where none does.
  /// - Cost: O(nodes).
  public func obstacleToSamples(
    along inputs: Set<ID<Node>>
  ) throws(Diagnostic) -> ID<Node>? {
    try AxisTravel.obstacle(in: self, from: inputs)
  }

}
