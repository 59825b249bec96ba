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

  /// A constant, which becomes part of the group.
  case constant(String)

  /// A call of an operator; `label` is the name of the statement.
  case call(label: String, op: String, operands: [Pattern])

  /// The first that matches, tried in order.
  case choice([Pattern])

  /// Every name of an input, constant or call in the pattern, in order and without repetition.
  public var labels: [String] {
    var seen: [String] = []
    func visit(_ pattern: Pattern) {
      switch pattern {
      case .input(let name), .constant(let name):
        if !seen.contains(name) { seen.append(name) }
      case .call(let label, _, let operands):
        operands.forEach(visit)
        if !seen.contains(label) { seen.append(label) }
      case .choice(let patterns): patterns.forEach(visit)
      }
    }
    visit(self)
    return seen
  }

  /// Whether an operator of that name occurs.
  public func mentions(_ name: String) -> Bool {
    switch self {
    case .input, .constant: false
    case .call(_, let op, let operands): op == name || operands.contains { $0.mentions(name) }
    case .choice(let patterns): patterns.contains { $0.mentions(name) }
    }
  }

}

extension Pattern: CustomStringConvertible {
  /// As nested calls, for `explain`.
  public var description: String {
    switch self {
    case .input(let name): name
    case .constant(let name): "constant \(name)"
    case .call(_, let op, let operands):
      "\(op)(\(operands.map(\.description).joined(separator: ", ")))"
    case .choice(let patterns):
      "(\(patterns.map(\.description).joined(separator: " | ")))"
    }
  }
}
