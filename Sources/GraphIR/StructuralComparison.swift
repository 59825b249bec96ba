import OrderedCollections
import Support
import Tensors

/// Walks two modules side by side and finds where they first differ.
///
/// Names of variables do not count, nor do types that nobody declared, nor the order of functions
/// and of attributes. What is shared must be shared in both.
struct StructuralComparison {

  private let left: GraphModule
  private let right: GraphModule
  private var partners: [ID<Node>: ID<Node>] = [:]
  private var reversePartners: [ID<Node>: ID<Node>] = [:]
  private var stack: [(ID<Node>, ID<Node>)] = []

  init(_ left: GraphModule, _ right: GraphModule) {
    self.left = left
    self.right = right
  }

  /// The first difference, in words; `nil` if there is none.
  mutating func difference() -> String? {
    let names = Set(left.functions.keys).symmetricDifference(right.functions.keys)
    if let name = names.min() {
      return "only the \(left.functions[name] == nil ? "second" : "first") has `@\(name)`"
    }
    for (name, function) in left.functions {
      guard let other = right.functions[name] else { continue }
      if let difference = compare(function, other) ?? drain() {
        return "in `@\(name)`: \(difference)"
      }
    }
    return nil
  }

  private mutating func drain() -> String? {
    while let (a, b) = stack.popLast() {
      if let difference = visit(a, b) { return difference }
    }
    return nil
  }

  private mutating func compare(_ a: Function, _ b: Function) -> String? {
    guard a.parameters.count == b.parameters.count else {
      return "\(a.parameters.count) parameters and \(b.parameters.count)"
    }
    guard a.attributes.asSet == b.attributes.asSet else {
      return "attributes \(a.attributes.asSet.sorted()) and \(b.attributes.asSet.sorted())"
    }
    for (x, y) in zip(a.parameters, b.parameters) {
      guard bind(x, y) else { return "parameter \(x) is another than \(y)" }
      if let t = left[x].type, let u = right[y].type, t != u { return "parameters: \(t) and \(u)" }
    }
    stack.append((a.body, b.body))
    return nil
  }

  /// Notes that `a` corresponds to `b`; false if one of them corresponds to something else.
  private mutating func bind(_ a: ID<Node>, _ b: ID<Node>) -> Bool {
    guard partners[a] == nil, reversePartners[b] == nil else {
      return partners[a] == b && reversePartners[b] == a
    }
    partners[a] = b
    reversePartners[b] = a
    return true
  }

  private mutating func visit(_ a: ID<Node>, _ b: ID<Node>) -> String? {
    let (x, y) = (left[a], right[b])
    if case .constant(let tensor) = x.kind, case .constant(let other) = y.kind {
      return tensor.isIdentical(to: other) ? nil : "constants \(a) and \(b) differ"
    }
    if case .global(let name) = x.kind, case .global(let other) = y.kind {
      return name == other ? nil : "`@\(name)` and `@\(other)`"
    }
    if partners[a] != nil || reversePartners[b] != nil {
      return bind(a, b) ? nil : "\(a) \(x.word) and \(b) \(y.word) are not shared alike"
    }
    _ = bind(a, b)
    guard x.operands.count == y.operands.count else {
      return "\(a) \(x.word) has \(x.operands.count) operands, \(b) \(y.word) \(y.operands.count)"
    }
    if let difference = compareKinds(x, y) { return "\(a) and \(b): \(difference)" }
    for pair in zip(x.operands, y.operands).reversed() { stack.append(pair) }
    return nil
  }

  private mutating func compareKinds(_ x: Node, _ y: Node) -> String? {
    switch (x.kind, y.kind) {
    case (.call(let op, let attributes), .call(let other, let others)):
      let (a, b) = (attributes.relaySpelling(of: op), others.relaySpelling(of: other))
      guard op.name == other.name else { return "`\(op.name)` and `\(other.name)`" }
      return a.sorted() == b.sorted() ? nil : "`\(op.name)` with \(a) and \(b)"
    case (.projection(let index), .projection(let other)):
      return index == other ? nil : "fields \(index) and \(other)"
    case (.function(let function), .function(let other)): return compare(function, other)
    case (.variable(let name), .variable(let other)):
      guard let t = x.type, let u = y.type, t != u else { return nil }
      return "%\(name): \(t) and %\(other): \(u)"
    case (.apply, .apply), (.tuple, .tuple), (.conditional, .conditional), (.binding, .binding):
      return nil
    default: return "\(x.word) and \(y.word)"
    }
  }

}

extension GraphModule {

  /// Whether both modules compute the same by the same graph; names of variables do not count.
  /// - Cost: O(nodes, and the bytes of constants).
  public func isStructurallyEqual(to other: GraphModule) -> Bool {
    firstDifference(from: other) == nil
  }

  /// Where two modules first differ, in words; `nil` if they are structurally equal.
  public func firstDifference(from other: GraphModule) -> String? {
    var comparison = StructuralComparison(self, other)
    return comparison.difference()
  }

}

extension Attributes {
  /// `name=value` of each.
  fileprivate var asSet: Set<String> {
    Set(names.compactMap { name in self[name].map { "\(name)=\($0.relaySpelling)" } })
  }
}

extension Tensor {
  /// Whether type, shape and bytes are the same.
  fileprivate func isIdentical(to other: Tensor) -> Bool {
    elementType == other.elementType && shape == other.shape && bytes == other.bytes
  }
}

extension Node {
  /// What this is, for messages.
  fileprivate var word: String {
    switch kind {
    case .variable(let name): "%\(name)"
    case .constant: "a constant"
    case .call(let op, _): "`\(op.name)`"
    case .apply: "a call of a function"
    case .global(let name): "`@\(name)`"
    case .tuple: "a tuple"
    case .projection(let index): "field \(index)"
    case .function: "a function"
    case .conditional: "`if`"
    case .binding: "`let`"
    }
  }
}
