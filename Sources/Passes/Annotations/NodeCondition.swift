import GraphIR
import Support

/// What must hold of an operator for an edit to speak of it, as `channels % 16 == 0 and rank == 4`.
public indirect enum NodeCondition: Sendable, Hashable {

  case compare(NodeTerm, Relation, NodeTerm)
  case not(NodeCondition)
  case and(NodeCondition, NodeCondition)
  case or(NodeCondition, NodeCondition)

  public enum Relation: String, Sendable, Hashable, CaseIterable {
    case equal = "=="
    case unequal = "!="
    case less = "<"
    case atMost = "<="
    case greater = ">"
    case atLeast = ">="
  }

}

// MARK: Text

extension NodeCondition: CustomStringConvertible {

  public var description: String {
    switch self {
    case .compare(let left, let relation, let right): "\(left) \(relation.rawValue) \(right)"
    case .not(let condition): "not \(condition.spelling(within: 3))"
    case .and(let left, let right):
      "\(left.spelling(within: 2)) and \(right.spelling(within: 3))"
    case .or(let left, let right): "\(left.spelling(within: 1)) or \(right.spelling(within: 2))"
    }
  }

  private var strength: Int {
    switch self {
    case .or: 1
    case .and: 2
    case .not, .compare: 3
    }
  }

  private func spelling(within strength: Int) -> String {
    self.strength < strength ? "(\(self))" : description
  }

}

// MARK: Meaning

extension NodeCondition {

  /// Whether it holds of `id`; nil where it asks for what is not known of it.
  func holds(of id: ID<Node>, in module: GraphModule) -> Bool? {
    switch self {
    case .compare(let left, let relation, let right):
      guard let a = left.value(of: id, in: module), let b = right.value(of: id, in: module) else {
        return nil
      }
      return relation.holds(a, b)
    case .not(let condition): return condition.holds(of: id, in: module).map { !$0 }
    case .and(let left, let right):
      let (a, b) = (left.holds(of: id, in: module), right.holds(of: id, in: module))
      if a == false || b == false { return false }
      return a == nil || b == nil ? nil : true
    case .or(let left, let right):
      let (a, b) = (left.holds(of: id, in: module), right.holds(of: id, in: module))
      if a == true || b == true { return true }
      return a == nil || b == nil ? nil : false
    }
  }

  /// What it asks for, each once and in order.
  var facts: [NodeFact] {
    switch self {
    case .compare(let left, _, let right): left.facts + right.facts
    case .not(let condition): condition.facts
    case .and(let left, let right), .or(let left, let right): left.facts + right.facts
    }
  }

  /// What is found of `id` in words, such as `channels is 3`.
  func findings(of id: ID<Node>, in module: GraphModule) -> String {
    var words: [String] = []
    for fact in facts {
      let found = fact.value(of: id, in: module)
      let word = "\(fact) is \(found.map(NodeFact.spelling) ?? "unknown")"
      if !words.contains(word) { words.append(word) }
    }
    return words.joined(separator: ", ")
  }

}

extension NodeCondition.Relation {

  /// A list that is compared with a number stands for each of its elements.
  fileprivate func holds(_ a: AttributeValue, _ b: AttributeValue) -> Bool? {
    switch self {
    case .equal: isEqual(a, b)
    case .unequal: !isEqual(a, b)
    case .less: ordered(a, b, <)
    case .atMost: ordered(a, b, <=)
    case .greater: ordered(a, b, >)
    case .atLeast: ordered(a, b, >=)
    }
  }

  private func isEqual(_ a: AttributeValue, _ b: AttributeValue) -> Bool {
    switch (a, b) {
    case (.list, .list): a.means(b)
    case (.list(let elements), _): elements.allSatisfy { isEqual($0, b) }
    case (_, .list(let elements)): elements.allSatisfy { isEqual(a, $0) }
    default: a.means(b)
    }
  }

  private func ordered(
    _ a: AttributeValue, _ b: AttributeValue, _ isOrdered: (Double, Double) -> Bool
  ) -> Bool? {
    guard let left = [Double](a), let right = [Double](b), left.count == 1 || right.count == 1
    else { return nil }
    return left.allSatisfy { number in right.allSatisfy { isOrdered(number, $0) } }
  }

}
