/// A piece of a graph as a selector spells it: `nn.relu(nn.bias_add(nn.conv2d, constant))`.
///
/// An operator without brackets has whatever operands, `*` is any value, and `|` stands between
/// what may fit.
public indirect enum SelectorPattern: Sendable, Hashable {

  case any
  case constant

  /// A call; of whatever operands where there are none.
  case call(String, [SelectorPattern]?)

  case choice([SelectorPattern])

}

extension SelectorPattern {

  /// The same for the matcher; its calls are labelled `call0`, `call1` and so on.
  var pattern: Pattern {
    var count = 0
    return pattern(&count)
  }

  private func pattern(_ count: inout Int) -> Pattern {
    defer { count += 1 }
    switch self {
    case .any: return .input("value\(count)")
    case .constant: return .constant("constant\(count)")
    case .call(let op, let operands):
      let label = "\(Self.callLabel)\(count)"
      guard let operands else { return .anyCall(label: label, op: op) }
      count += 1
      return .call(label: label, op: op, operands: operands.map { $0.pattern(&count) })
    case .choice(let patterns): return .choice(patterns.map { $0.pattern(&count) })
    }
  }

  /// How the labels of calls begin.
  static let callLabel = "call"

  /// How many parts it has.
  var size: Int {
    switch self {
    case .any, .constant, .call(_, nil): 1
    case .call(_, let operands?): operands.reduce(1) { $0 + $1.size }
    case .choice(let patterns): patterns.reduce(0) { $0 + $1.size }
    }
  }

  /// The operators that it spells.
  var ops: Set<String> {
    switch self {
    case .any, .constant: []
    case .call(let op, let operands): (operands ?? []).reduce(into: [op]) { $0.formUnion($1.ops) }
    case .choice(let patterns): patterns.reduce(into: []) { $0.formUnion($1.ops) }
    }
  }

}

extension SelectorPattern: CustomStringConvertible {
  public var description: String {
    switch self {
    case .any: "*"
    case .constant: "constant"
    case .call(let op, let operands):
      operands.map { "\(op)(\($0.map(\.description).joined(separator: ", ")))" } ?? op
    case .choice(let patterns): "(\(patterns.map(\.description).joined(separator: " | ")))"
    }
  }
}
