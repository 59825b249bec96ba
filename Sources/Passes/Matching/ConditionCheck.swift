import GraphIR
import Support
import Tensors

/// Checks the conditions of a pattern on what it has matched.
struct ConditionCheck {

  let module: GraphModule

  /// What the names of the pattern stand for; those of missing statements are missing.
  let bindings: [String: ID<Node>]

  /// The node whose value the match gives.
  let root: ID<Node>

  /// The first condition that does not hold, with what was found.
  func failure(of conditions: [Condition], _ signs: inout Signs) -> ConditionFailure? {
    for condition in conditions {
      guard let found = found(against: condition, &signs) else { continue }
      return ConditionFailure(
        condition: condition, found: found, node: bindings[condition.subject])
    }
    return nil
  }

  /// What was found instead of what `condition` wants; `nil` if it holds.
  private func found(against condition: Condition, _ signs: inout Signs) -> String? {
    if case .any(let conditions) = condition.test {
      let found = conditions.map { self.found(against: $0, &signs) }
      return found.contains { $0 == nil } ? nil : found.first ?? nil
    }
    guard let id = bindings[condition.subject] else { return nil }
    guard case .tuple = module[id].kind else {
      return found(at: id, against: condition, &signs)
    }
    // What is said of a tuple is said of each of its fields.
    for field in module[id].operands {
      if let found = found(at: field, against: condition, &signs) { return found }
    }
    return nil
  }

  private func found(
    at id: ID<Node>, against condition: Condition, _ signs: inout Signs
  ) -> String? {
    switch condition.test {
    case .element(let types): return element(of: id, outside: types)
    case .attribute(let name, let values): return attribute(name, of: id, outside: values)
    case .attributeRange(let name, let range): return attribute(name, of: id, outside: range)
    case .rank(let ranks):
      guard let rank = type(of: id)?.shape.count else { return unknown }
      return ranks.contains(rank) ? nil : String(rank)
    case .extent(let axis, let range, let factor):
      return extent(of: id, along: axis, outside: range, multipleOf: factor)
    case .area(let range): return area(of: id, outside: range)
    case .shape(let extents):
      guard let shape = type(of: id)?.shape else { return unknown }
      let fits =
        shape.count == extents.count && zip(shape, extents).allSatisfy { $1 == nil || $0 == $1 }
      return fits ? nil : spelling(shape)
    case .layout(let names): return layout(of: id, outside: names)
    case .values(let range): return value(of: id, outside: range)
    case .scalarOrPerAxis(let axis): return shape(of: id, otherThanPerAxis: axis)
    case .sameShape(let other):
      guard let second = bindings[other] else { return nil }
      return shapes(of: id, and: second)
    case .sameExtent(let axis, let other):
      guard let second = bindings[other] else { return nil }
      return extents(of: id, and: second, along: axis)
    case .nonNegative: return signs.isNeverNegative(id, in: module) ? nil : "a value of any sign"
    case .any: return nil
    }
  }

  private var unknown: String { "unknown" }

  private func type(of id: ID<Node>) -> TensorType? { module[id].type?.tensor }

  private func element(of id: ID<Node>, outside types: [ElementType]) -> String? {
    guard let element = type(of: id)?.element else { return unknown }
    return types.contains(element) ? nil : element.rawValue
  }

  // MARK: Attributes

  private func attribute(
    _ name: String, of id: ID<Node>, outside values: [AttributeValue]
  ) -> String? {
    guard module[id].op != nil else { return nil }
    guard let found = module[id].attribute(name) else { return "not given" }
    if values.contains(where: { $0.means(found) }) { return nil }
    // An output type that is not given is that of the result.
    if name == "out_dtype", String(found) == "" || found == .none,
      let element = type(of: id)?.element
    {
      return values.contains(.text(element.rawValue)) ? nil : element.rawValue
    }
    return found.plainSpelling
  }

  private func attribute(
    _ name: String, of id: ID<Node>, outside range: ClosedRange<Int>
  ) -> String? {
    guard module[id].op != nil else { return nil }
    guard let found = module[id].attribute(name) else { return "not given" }
    guard let numbers = [Double](found) else { return found.plainSpelling }
    let bounds = Double(range.lowerBound) ... Double(range.upperBound)
    return numbers.allSatisfy { bounds.contains($0) } ? nil : found.plainSpelling
  }

  private func layout(of id: ID<Node>, outside names: [String]) -> String? {
    guard module[id].op != nil else { return nil }
    let given = ["data_layout", "layout"].compactMap { module[id].attribute($0) }.first
    guard let found = given.flatMap({ String($0) }) else { return "not given" }
    return names.contains(found) ? nil : found
  }

  // MARK: Shapes

  private func extent(
    of id: ID<Node>, along axis: Int, outside range: ClosedRange<Int>, multipleOf factor: Int
  ) -> String? {
    guard let shape = type(of: id)?.shape else { return unknown }
    let position = axis < 0 ? axis + shape.count : axis
    guard shape.indices.contains(position) else { return "missing" }
    guard let extent = shape[position] else { return unknown }
    return range.contains(extent) && extent % factor == 0 ? nil : String(extent)
  }

  private func area(of id: ID<Node>, outside range: ClosedRange<Int>) -> String? {
    guard let extents = type(of: id)?.extents else { return unknown }
    let area = extents.dropFirst(2).product
    return range.contains(area) ? nil : String(area)
  }

  private func extents(of first: ID<Node>, and second: ID<Node>, along axis: Int) -> String? {
    guard let a = type(of: first)?.shape, let b = type(of: second)?.shape else { return unknown }
    let extents = [a, b].map { shape in
      let position = axis < 0 ? axis + shape.count : axis
      return shape.indices.contains(position) ? shape[position] : nil
    }
    if extents[0] != nil, extents[0] == extents[1] { return nil }
    return extents.map { $0.map(String.init) ?? "?" }.joined(separator: " and ")
  }

  private func shapes(of first: ID<Node>, and second: ID<Node>) -> String? {
    guard let a = type(of: first)?.shape, let b = type(of: second)?.shape else { return unknown }
    return a == b ? nil : "\(spelling(a)) and \(spelling(b))"
  }

  private func shape(of id: ID<Node>, otherThanPerAxis axis: Int) -> String? {
    guard let shape = type(of: id)?.shape, let result = type(of: root)?.shape else {
      return unknown
    }
    if shape.allSatisfy({ $0 == 1 }) { return nil }
    let full: [Int?] = Array(repeating: 1, count: max(0, result.count - shape.count)) + shape
    guard full.count == result.count, result.indices.contains(axis) else { return spelling(shape) }
    let fits = full.indices.allSatisfy { full[$0] == ($0 == axis ? result[axis] : 1) }
    return fits ? nil : spelling(shape)
  }

  private func value(of id: ID<Node>, outside range: ClosedRange<Int>) -> String? {
    guard let values = module[id].constant?.doubles else { return unknown }
    let bounds = Double(range.lowerBound) ... Double(range.upperBound)
    guard let outlier = values.first(where: { !bounds.contains($0) }) else { return nil }
    return Int(exactly: outlier).map(String.init) ?? String(outlier)
  }

  private func spelling(_ shape: [Int?]) -> String {
    "(\(shape.map { $0.map(String.init) ?? "?" }.joined(separator: ", ")))"
  }

}
