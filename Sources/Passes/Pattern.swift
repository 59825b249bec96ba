public import GraphIR

/// The shape of a piece of a graph.
///
/// A name that occurs twice means the same node both times. Spelled in descriptions as statements,
/// one for each call, where a statement marked `optional` may be missing: its name then stands for
/// its first operand.
/// ```
/// conv = nn.conv2d(data, constant weight)
/// bias = nn.bias_add(conv, constant biases) or add(conv, constant biases), optional
/// ```
public indirect enum Pattern: Sendable, Hashable {

  /// Any value, which comes from outside of the group.
  case input(String)

  /// A parameter of a function, or what a `let` binds; it comes from outside of the group.
  case variable(String)

  /// A constant, which becomes part of the group.
  case constant(String)

  /// A constant without axes that has this value; it becomes part of the group.
  case scalar(String, Double)

  /// A call of an operator; `label` is the name of the statement.
  case call(label: String, op: String, operands: [Pattern])

  /// A call of an operator with whatever operands, all of which come from outside of the group.
  case anyCall(label: String, op: String)

  case tuple(label: String, [Pattern])

  /// A tuple of whatever fields, all of which come from outside of the group.
  case anyTuple(label: String)

  /// A field of a tuple; any field if no index is given.
  case projection(label: String, Pattern, index: Int?)

  /// What matches the pattern and has these attributes.
  case attributed(Pattern, [String: AttributeValue])

  /// What matches the first pattern and computes from what matches `parent` alone: whatever lies
  /// between matches `path`, and becomes part of the group. Variables and constants may come in.
  case dominated(Pattern, parent: Pattern, path: Pattern)

  /// The first that matches, tried in order.
  case choice([Pattern])

}

extension Pattern {

  /// The name of what this matches; `nil` for what only passes on to other patterns.
  public var label: String? {
    switch self {
    case .input(let name), .variable(let name), .constant(let name), .scalar(let name, _): name
    case .call(let label, _, _), .anyCall(let label, _): label
    case .tuple(let label, _), .anyTuple(let label), .projection(let label, _, _): label
    case .attributed, .dominated, .choice: nil
    }
  }

  /// The patterns of which this consists, in order.
  var parts: [Pattern] {
    switch self {
    case .input, .variable, .constant, .scalar, .anyCall, .anyTuple: []
    case .call(_, _, let operands): operands
    case .tuple(_, let fields): fields
    case .projection(_, let tuple, _): [tuple]
    case .attributed(let pattern, _): [pattern]
    case .dominated(let pattern, let parent, let path): [parent, path, pattern]
    case .choice(let patterns): patterns
    }
  }

  /// The operator, if this is a call of one.
  var op: String? {
    switch self {
    case .call(_, let op, _), .anyCall(_, let op): op
    default: nil
    }
  }

  /// Every name in the pattern, in order and without repetition.
  public var labels: [String] {
    var seen: Set<String> = []
    var order: [String] = []
    func visit(_ pattern: Pattern) {
      pattern.parts.forEach(visit)
      if let label = pattern.label, seen.insert(label).inserted { order.append(label) }
    }
    visit(self)
    return order
  }

  /// What this can be without choices and attributes: itself, or the alternatives that it has.
  var alternatives: [Pattern] {
    switch self {
    case .choice(let patterns): patterns.flatMap(\.alternatives)
    case .attributed(let pattern, _), .dominated(let pattern, _, _): pattern.alternatives
    default: [self]
    }
  }

  /// Whether an operator of that name occurs.
  public func mentions(_ name: String) -> Bool {
    op == name || parts.contains { $0.mentions(name) }
  }

}

extension Pattern: CustomStringConvertible {
  /// As nested calls, for `explain`.
  public var description: String {
    switch self {
    case .input(let name), .variable(let name): name
    case .constant(let name): "constant \(name)"
    case .scalar(_, let value): "constant \(value)"
    case .call(_, let op, let operands): "\(op)(\(list(operands)))"
    case .anyCall(_, let op): "\(op)(…)"
    case .tuple(_, let fields): "(\(list(fields)))"
    case .anyTuple: "(…)"
    case .projection(_, let tuple, let index): "\(tuple).\(index.map(String.init) ?? "*")"
    case .attributed(let pattern, let attributes):
      "\(pattern){\(attributes.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value.relaySpelling)" }.joined(separator: ", "))}"
    case .dominated(let pattern, let parent, let path): "\(pattern) after \(parent) through \(path)"
    case .choice(let patterns):
      "(\(patterns.map(\.description).joined(separator: " | ")))"
    }
  }

  private func list(_ patterns: [Pattern]) -> String {
    patterns.map(\.description).joined(separator: ", ")
  }
}
