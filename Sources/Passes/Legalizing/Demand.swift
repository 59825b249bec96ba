import GraphIR
import Support
import Tensors

/// What a pattern of a target wants of one of its calls, as far as attributes and shapes say it.
///
/// Element types are left out but for their kind: they are what the passes behind change.
struct Demand: Sendable {

  /// The operator of the call.
  let op: String

  /// In what the call is computed by the target.
  let kinds: Set<NumberKind>

  /// The name of the call in the pattern.
  private let label: String

  /// The names in the pattern that stand for each of its operands, or for a value of its shape.
  private let operands: [Set<String>]

  /// Attributes that the pattern itself wants, those of the call alone.
  private let fixed: [String: AttributeValue]

  private let conditions: [Condition]

  /// The short floats that a pass behind makes of floats.
  private let short: ElementType?

  init(
    _ op: String, in kinds: Set<NumberKind>, _ label: String = "",
    _ operands: [Set<String>] = [], fixed: [String: AttributeValue] = [:],
    _ conditions: [Condition] = [], short: ElementType? = nil
  ) {
    self.short = short
    self.op = op
    self.kinds = kinds
    self.label = label
    self.operands = operands
    self.fixed = fixed
    self.conditions = conditions
  }

  /// How many of the wishes `call` does not meet; nil where it is a call of another operator.
  ///
  /// What can not be told from attributes and shapes counts as met.
  func misses(of call: CallOutline) -> Int? {
    guard call.names.contains(op) else { return nil }
    let attributes = fixed.count { name, wanted in
      !(call.attribute(name).map { wanted.means($0) } ?? false)
    }
    return attributes + conditions.count { !holds($0, of: call) }
  }

  /// Whole numbers beyond which the attribute `name` does not go, as the conditions name them.
  func limits(of name: String) -> [Int] {
    conditions.filter { $0.subject == label }.flatMap { condition -> [Int] in
      switch condition.test {
      case .attributeRange(name, let range): [range.upperBound]
      case .attribute(name, let values): values.flatMap { [Int]($0) ?? [] }
      default: []
      }
    }
  }

  /// What the extents along these axes of the operands and of the result have to be multiples of.
  func multiples(
    ofData data: Int? = nil, ofWeight weight: Int? = nil, ofResult result: Int? = nil
  ) -> [Int] {
    var places: [(names: Set<String>, axis: Int)] = []
    for (index, axis) in [data, weight].enumerated() where operands.count > index {
      if let axis { places.append((operands[index], axis)) }
    }
    if let result { places.append(([label], result)) }
    return conditions.compactMap { condition in
      guard case .extent(let axis, _, let factor) = condition.test, factor > 1,
        places.contains(where: { $0.names.contains(condition.subject) && $0.axis == axis })
      else { return nil }
      return factor
    }
  }

  private func holds(_ condition: Condition, of call: CallOutline) -> Bool {
    if case .any(let conditions) = condition.test {
      return conditions.contains { holds($0, of: call) }
    }
    if case .element(let types) = condition.test {
      return isOne(condition.subject, of: types, call)
    }
    if condition.subject == label {
      return call.meets(condition.test) && shape(call.result, meets: condition.test)
    }
    guard let index = operands.firstIndex(where: { $0.contains(condition.subject) }),
      call.operands.indices.contains(index)
    else { return true }
    if condition.test == .nonNegative, index == 0 { return call.isDataNeverNegative ?? true }
    return shape(call.operands[index], meets: condition.test)
  }

  /// Whether what `subject` names is of one of `types`; integers are what the passes behind make.
  private func isOne(_ subject: String, of types: [ElementType], _ call: CallOutline) -> Bool {
    guard kinds == [.floats], let floats = call.floats else { return true }
    let types = short.map(types.contains) == true ? types + [.float32] : types
    if subject == label { return floats.result.map(types.contains) ?? true }
    guard let index = operands.firstIndex(where: { $0.contains(subject) }),
      floats.operands.indices.contains(index), let found = floats.operands[index]
    else { return true }
    return types.contains(found)
  }

  private func shape(_ shape: [Int?]?, meets test: Condition.Test) -> Bool {
    guard let shape else { return true }
    switch test {
    case .rank(let ranks): return ranks.contains(shape.count)
    case .extent(let axis, let range, let factor):
      let position = axis < 0 ? axis + shape.count : axis
      guard shape.indices.contains(position), let extent = shape[position] else { return false }
      return range.contains(extent) && extent % factor == 0
    case .shape(let wanted):
      return wanted.count == shape.count
        && zip(wanted, shape).allSatisfy { $0 == nil || $0 == $1 }
    case .area(let range):
      let extents = shape.dropFirst(2).compactMap(\.self)
      return extents.count == shape.count - 2 && range.contains(extents.product)
    default: return true
    }
  }

}

extension Pattern {
  /// The names of what this matches, and of what has the shape of it.
  fileprivate var namesOfShape: Set<String> {
    switch self {
    case .attributed(let pattern, _): return pattern.namesOfShape
    case .choice(let patterns): return patterns.reduce([]) { $0.union($1.namesOfShape) }
    case .call(let label, Cast.op.name, let operands):
      return (operands.first?.namesOfShape ?? []).union([label])
    default: return label.map { [$0] } ?? []
    }
  }
}

/// A call that may be made: its attributes, and the shapes around it.
struct CallOutline: Sendable {

  let op: Op
  let attributes: Attributes
  let operands: [[Int?]?]
  let result: [Int?]?

  /// Whether no element of the first operand is negative; nil where nobody has asked.
  let isDataNeverNegative: Bool?

  /// The operators that patterns may name, of which the call is one or becomes one.
  let names: [String]

  /// Of what the operands and the result are where they are floats; nil where nobody has asked.
  var floats: (operands: [ElementType?], result: ElementType?)?

  /// Whether it is of integers that no scale makes numbers of, so that it is never one of floats.
  var isOfIntegers = false

  init(
    _ op: Op, _ attributes: Attributes, operands: [[Int?]?], result: [Int?]?,
    isDataNeverNegative: Bool? = nil, orAs others: [Op] = []
  ) {
    self.isDataNeverNegative = isDataNeverNegative
    self.op = op
    self.attributes = attributes
    self.operands = operands
    self.result = result
    names = [op.name] + others.map(\.name)
  }

  /// The attribute, its default if it was not given; `nil` if there is none.
  func attribute(_ name: String) -> AttributeValue? {
    attributes[name] ?? op.attributes.first { $0.name == name }?.defaultAttribute
  }

  fileprivate func meets(_ test: Condition.Test) -> Bool {
    switch test {
    case .attribute(Convolution.outType.name, _): return true
    case .attribute(let name, let values):
      guard let found = attribute(name) else { return false }
      return values.contains { $0.means(found) }
    case .layout(let names):
      let given = ["data_layout", "layout"].compactMap { attribute($0) }.first
      return given.flatMap { String($0) }.map(names.contains) ?? false
    case .attributeRange(let name, let range):
      guard let numbers = attribute(name).flatMap({ [Double]($0) }) else { return false }
      let bounds = Double(range.lowerBound) ... Double(range.upperBound)
      return numbers.allSatisfy(bounds.contains)
    default: return true
    }
  }

}

/// Every call that some target takes, in order of priority.
struct Demands: Sendable {

  private(set) var elements: [Demand] = []

  /// Where in `elements` those of each operator are.
  private var places: [String: [Int]] = [:]

  /// - Cost: O(the sizes of all patterns).
  init(of targets: [TargetInterface]) {
    for target in targets {
      let usual = target.numberKind
      let short = target.types.rounds ? target.types.data : nil
      for composite in target.patterns {
        add(composite, in: composite.numberKinds(usual: usual), short: short)
      }
      elements += target.operators.map { Demand($0, in: [usual]) }
    }
    indexElements()
  }

  private mutating func indexElements() {
    places = Dictionary(grouping: elements.indices) { elements[$0].op }
  }

  /// Those of calls that are computed in `kind`.
  func limited(to kind: NumberKind) -> Demands {
    var demands = self
    demands.elements = elements.filter { $0.kinds.contains(kind) }
    demands.indexElements()
    return demands
  }

  /// Whether some target takes `call`.
  func admit(_ call: CallOutline) -> Bool {
    call.names.contains { name in
      places[name]?.contains { elements[$0].misses(of: call) == 0 } ?? false
    }
  }

  /// What takes `call`, in order of priority.
  func admitting(_ call: CallOutline) -> [Demand] {
    let found = call.names.flatMap { places[$0] ?? [] }.sorted()
    return found.map { elements[$0] }.filter { $0.misses(of: call) == 0 }
  }

  /// Whether some target takes calls of `op`, whatever it wants of them.
  func mention(_ op: Op) -> Bool { places[op.name] != nil }

  private mutating func add(
    _ composite: CompositePattern, in kinds: Set<NumberKind>, short: ElementType?
  ) {
    var seen: Set<[String]> = []
    func visit(_ pattern: Pattern, _ fixed: [String: AttributeValue]) {
      switch pattern {
      case .attributed(let inner, let more): visit(inner, fixed.merging(more) { $1 })
      case .choice(let patterns): patterns.forEach { visit($0, fixed) }
      case .call(let label, let op, let operands):
        guard seen.insert([label, op]).inserted else { return }
        elements.append(
          Demand(
            op, in: kinds, label, operands.map(\.namesOfShape), fixed: fixed,
            composite.conditions, short: short))
        operands.forEach { visit($0, [:]) }
      case .anyCall(let label, let op):
        guard seen.insert([label, op]).inserted else { return }
        elements.append(
          Demand(op, in: kinds, label, fixed: fixed, composite.conditions, short: short))
      default: pattern.parts.forEach { visit($0, [:]) }
      }
    }
    visit(composite.pattern, [:])
  }

}
