import GraphIR
import Passes
import Support
import TargetKit

/// What the holes of a call can ask for: the names of the patterns, or of the operands of operators,
/// and the attributes of the operators behind them.
struct CallScope {

  /// The name of the pointer to the result.
  static let result = "out"

  /// The name of a pointer that is NULL at first and that a call keeps.
  static let state = "state"

  /// The name of a call of an operator that stands alone.
  static let call = "op"

  static let reserved = [result, state, "tensors"]

  /// What can be asked of a tensor, besides its extents by number.
  static let facts = [
    "rank", "count", "counts", "shape", "constant", "present", "type",
  ]

  private(set) var labels: [String] = []

  /// The operators that names can stand for calls of.
  private var ops: [String: [String]] = [:]

  /// Adds what patterns of the kind `name`, or the operator, have.
  /// - Returns: whether there is any.
  mutating func add(_ name: String, of interface: TargetInterface) -> Bool {
    let patterns = interface.patterns.filter { $0.kind == name }.map(\.pattern)
    for pattern in patterns {
      for label in pattern.labels { insert(label, pattern.operators(called: label)) }
    }
    if !patterns.isEmpty { return true }
    guard interface.operators.contains(name), let op = Op.named(name) else { return false }
    for operand in op.operands { insert(operand.name, []) }
    insert(Self.call, [name])
    return true
  }

  private mutating func insert(_ label: String, _ names: [String]) {
    if !labels.contains(label) { labels.append(label) }
    ops[label, default: []] += names
  }

  /// What is wrong with a hole; nil if nothing is.
  func problem(with hole: CallTemplate.Hole) -> (message: String, hint: String?)? {
    if hole.label == Self.state {
      return hole.path.isEmpty ? nil : ("`\(hole.spelling)` asks something of no tensor", nil)
    }
    guard hole.label == Self.result || labels.contains(hole.label) else {
      return unknown(hole.label)
    }
    guard let first = hole.path.first else { return nil }
    if hole.path.count == 1, Int(first) != nil || Self.facts.contains(first) { return nil }
    let names = (ops[hole.label] ?? []).compactMap { Op.named($0) }.flatMap { op in
      op.attributes.map(\.name)
    }
    let isIndexed = hole.path.count == 1 || hole.path.count == 2 && Int(hole.path[1]) != nil
    if names.contains(first), isIndexed { return nil }
    let near = nearest(to: first, in: names + Self.facts, most: 1).first
    return (
      "`\(hole.spelling)` asks for what `\(hole.label)` has not",
      near.map { "did you mean `\($0)`?" } ?? "a tensor has \(Self.facts.joined(separator: ", "))"
    )
  }

  /// Says that nothing is called so.
  func unknown(_ label: String) -> (message: String, hint: String?) {
    ("nothing is called `\(label)`", "there are \((labels + [Self.result]).joined(separator: ", "))")
  }

}
