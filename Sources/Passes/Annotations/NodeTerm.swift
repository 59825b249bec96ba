import GraphIR
import Support

/// A value in a condition.
public indirect enum NodeTerm: Sendable, Hashable {

  case integer(Int)
  case real(Double)
  case text(String)
  case list([NodeTerm])

  /// An attribute of the operator, or what is known of a value of it; see `NodeFact`.
  case fact(NodeFact)

  /// An element of a list, counted from the end where negative.
  case element(NodeTerm, Int)

  case arithmetic(NodeTerm, Operation, NodeTerm)

  public enum Operation: String, Sendable, Hashable, CaseIterable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case remainder = "%"

    /// What binds closer has more.
    var strength: Int {
      switch self {
      case .add, .subtract: 1
      case .multiply, .divide, .remainder: 2
      }
    }
  }

}

extension NodeTerm: CustomStringConvertible {

  public var description: String {
    switch self {
    case .integer(let number): String(number)
    case .real(let number): String(number)
    case .text(let text): text.contains("\"") ? "'\(text)'" : "\"\(text)\""
    case .list(let terms): "[\(terms.map(\.description).joined(separator: ", "))]"
    case .fact(let fact): "\(fact)"
    case .element(let term, let index): "\(term)[\(index)]"
    case .arithmetic(let left, let operation, let right):
      "\(left.spelling(within: operation.strength)) \(operation.rawValue) "
        + right.spelling(within: operation.strength + 1)
    }
  }

  private func spelling(within strength: Int) -> String {
    guard case .arithmetic(_, let operation, _) = self, operation.strength < strength else {
      return description
    }
    return "(\(self))"
  }

}

extension NodeTerm {

  var facts: [NodeFact] {
    switch self {
    case .integer, .real, .text: []
    case .list(let terms): terms.flatMap(\.facts)
    case .fact(let fact): [fact]
    case .element(let term, _): term.facts
    case .arithmetic(let left, _, let right): left.facts + right.facts
    }
  }

  func value(of id: ID<Node>, in module: GraphModule) -> AttributeValue? {
    switch self {
    case .integer(let number): return .integer(number)
    case .real(let number): return .real(number)
    case .text(let text): return .text(text)
    case .list(let terms):
      let values = terms.compactMap { $0.value(of: id, in: module) }
      return values.count == terms.count ? .list(values) : nil
    case .fact(let fact): return fact.value(of: id, in: module)
    case .element(let term, let index):
      guard case .list(let values) = term.value(of: id, in: module) else { return nil }
      let position = index < 0 ? index + values.count : index
      return values.indices.contains(position) ? values[position] : nil
    case .arithmetic(let left, let operation, let right):
      guard let a = left.value(of: id, in: module), let b = right.value(of: id, in: module) else {
        return nil
      }
      return operation.result(a, b)
    }
  }

}

extension NodeTerm.Operation {

  /// Of whole numbers a whole number; nil where there is none, as of a division by zero.
  fileprivate func result(_ a: AttributeValue, _ b: AttributeValue) -> AttributeValue? {
    if let a = Int(a), let b = Int(b) { return integer(a, b).map { .integer($0) } }
    guard let a = Double(a), let b = Double(b) else { return nil }
    let number: Double =
      switch self {
      case .add: a + b
      case .subtract: a - b
      case .multiply: a * b
      case .divide: a / b
      case .remainder: a.truncatingRemainder(dividingBy: b)
      }
    return number.isFinite ? .real(number) : nil
  }

  private func integer(_ a: Int, _ b: Int) -> Int? {
    let (number, hasOverflowed) =
      switch self {
      case .add: a.addingReportingOverflow(b)
      case .subtract: a.subtractingReportingOverflow(b)
      case .multiply: a.multipliedReportingOverflow(by: b)
      case .divide: a.dividedReportingOverflow(by: b)
      case .remainder: a.remainderReportingOverflow(dividingBy: b)
      }
    return hasOverflowed ? nil : number
  }

}
