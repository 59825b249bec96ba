import GraphIR
import Support
import Tensors

/// Finds out whether a pattern fits a node, and what its names then stand for.
///
/// Operands are tried from left to right, alternatives in order, and what failed is forgotten; the
/// two operands of what is commutative may stand the other way round.
/// - Source: Relay 0.0.5, the dataflow pattern language.
struct Matcher {

  private let module: GraphModule

  /// What the names stand for, as far as the pattern has fitted.
  private var found = Match()

  /// The names in the order in which they were bound, to forget them again.
  private var trail: [String] = []

  /// How many operators of the pattern have been found, for near misses.
  private var progress = 0

  private var poll = Poll()

  /// Where the best attempt since the last `match` ended.
  private(set) var nearMiss: NearMiss?

  /// Calls that nothing fits, because the user has given them to somebody else.
  private let barred: Set<ID<Node>>

  init(_ module: GraphModule, barring barred: Set<ID<Node>> = []) {
    self.module = module
    self.barred = barred
  }

  /// What the names of `pattern` stand for if it fits `id`.
  mutating func match(_ pattern: Pattern, at id: ID<Node>) -> Match? {
    found = Match()
    trail = []
    progress = 0
    nearMiss = nil
    return visit(pattern, id) ? found : nil
  }

  private mutating func visit(_ pattern: Pattern, _ id: ID<Node>) -> Bool {
    guard let label = pattern.label else { return visitParts(pattern, id) }
    if let bound = found.bindings[label] {
      return bound == id || fail(.same(as: label), at: id, label)
    }
    let mark = trail.count
    guard visitParts(pattern, id) else {
      forget(from: mark)
      return false
    }
    found.bindings[label] = id
    switch pattern {
    case .input, .variable: found.inputs.insert(label)
    case .anyCall, .anyTuple: found.openLabels.insert(label)
    default: break
    }
    trail.append(label)
    return true
  }

  private mutating func visitParts(_ pattern: Pattern, _ id: ID<Node>) -> Bool {
    let node = module[id]
    let label = pattern.label
    switch pattern {
    case .input: return true
    case .variable:
      if case .variable = node.kind { return true }
      return fail(.variable, at: id, label)
    case .constant: return node.constant != nil || fail(.constant, at: id, label)
    case .scalar(_, let value):
      let fits = node.constant.map { $0.shape.isEmpty && $0.doubles == [value] } ?? false
      return fits || fail(.scalar(value), at: id, label)
    case .call(_, let op, let operands): return visitCall(op, operands, label, id)
    case .anyCall(_, let op):
      guard node.op?.name == op else { return fail(.op(op), at: id, label) }
      return !barred.contains(id) || fail(.free(op), at: id, label)
    case .tuple(_, let fields):
      guard case .tuple = node.kind else { return fail(.tuple, at: id, label) }
      return visitAll(fields, node.operands, of: id, label)
    case .anyTuple:
      if case .tuple = node.kind { return true }
      return fail(.tuple, at: id, label)
    case .projection(_, let tuple, let wanted):
      guard case .projection(let index) = node.kind, wanted == nil || wanted == index else {
        return fail(.field(wanted), at: id, label)
      }
      return visit(tuple, node.operands[0])
    case .attributed(let pattern, let attributes):
      let mark = trail.count
      if visit(pattern, id), visitAttributes(attributes, pattern.label, id) { return true }
      forget(from: mark)
      return false
    case .dominated(let pattern, let parent, let path):
      let mark = trail.count
      if visit(pattern, id), visitBetween(id, pattern, parent, path) { return true }
      forget(from: mark)
      return false
    case .choice(let patterns):
      for pattern in patterns where visit(pattern, id) { return true }
      return false
    }
  }

  /// Follows what `end` computes from, over what fits `path`, to the one node that fits `parent`.
  ///
  /// What lies between is fitted by itself: a name of `path` stands for another node each time.
  private mutating func visitBetween(
    _ end: ID<Node>, _ pattern: Pattern, _ parent: Pattern, _ path: Pattern
  ) -> Bool {
    let label = pattern.alternatives.lazy.compactMap(\.label).first ?? ""
    var (between, ends) = (Match.Between(), Set<ID<Node>>())
    var rest = module[end].operands
    var seen = Set(rest)
    var other = Matcher(module, barring: barred)
    while let id = rest.popLast() {
      if poll.isRequested(after: 1 << 6) { return false }
      switch module[id].kind {
      case .variable: between.inputs.append(id)
      case .constant: break
      default:
        if other.match(parent, at: id) != nil {
          ends.insert(id)
        } else if other.match(path, at: id) != nil {
          between.nodes.insert(id)
          rest += module[id].operands.filter { seen.insert($0).inserted }
        } else {
          return fail(other.nearMiss?.needed ?? .value, at: id, label)
        }
      }
    }
    guard let start = ends.first, ends.count == 1, visit(parent, start) else {
      return fail(.value, at: end, label)
    }
    between.nodes.insert(start)
    found.between[label] = between
    return true
  }

  /// Nothing fits any more where the work is to end.
  private mutating func visitCall(
    _ op: String, _ operands: [Pattern], _ label: String?, _ id: ID<Node>
  ) -> Bool {
    if poll.isRequested(after: 1 << 6) { return false }
    let node = module[id]
    guard node.op?.name == op else { return fail(.op(op), at: id, label) }
    if barred.contains(id) { return fail(.free(op), at: id, label) }
    progress += 1
    if visitAll(operands, node.operands, of: id, label) { return true }
    if node.op?.has(.commutative) == true,
      visitAll(operands.reversed(), node.operands, of: id, label)
    {
      return true
    }
    progress -= 1
    return false
  }

  /// Fits `patterns` to `ids` one by one.
  private mutating func visitAll(
    _ patterns: [Pattern], _ ids: [ID<Node>], of parent: ID<Node>, _ label: String?
  ) -> Bool {
    guard patterns.count == ids.count else {
      return fail(.operands(patterns.count), at: parent, label)
    }
    let mark = trail.count
    let before = progress
    for (pattern, id) in zip(patterns, ids) where !visit(pattern, id) {
      forget(from: mark)
      progress = before
      return false
    }
    return true
  }

  private mutating func visitAttributes(
    _ attributes: [String: AttributeValue], _ label: String?, _ id: ID<Node>
  ) -> Bool {
    for (name, value) in attributes.sorted(by: { $0.key < $1.key }) {
      let found = module[id].attribute(name)
      guard found?.means(value) ?? false else {
        return fail(.attribute(name, value), at: id, label)
      }
    }
    return true
  }

  private mutating func forget(from mark: Int) {
    for label in trail[mark...] {
      found.bindings[label] = nil
      found.inputs.remove(label)
      found.openLabels.remove(label)
      found.between[label] = nil
    }
    trail.removeSubrange(mark...)
  }

  /// Notes how far the pattern fitted; always false.
  private mutating func fail(
    _ needed: Pattern.Need, at id: ID<Node>, _ label: String?
  ) -> Bool {
    if nearMiss.map({ progress > $0.matched }) ?? true {
      nearMiss = NearMiss(matched: progress, position: label, needed: needed, at: id)
    }
    return false
  }

}

/// What the names of a pattern stand for where it fits.
struct Match: Sendable, Hashable {

  /// The node of each name; those of alternatives that were not taken are missing.
  var bindings: [String: ID<Node>] = [:]

  /// The names of values that come from outside.
  var inputs: Set<String> = []

  /// The names of nodes all of whose operands come from outside.
  var openLabels: Set<String> = []

  /// What lies between a node of that name and what it computes from.
  var between: [String: Between] = [:]

  struct Between: Sendable, Hashable {

    /// What is inside, with the node that all begins with.
    var nodes: Set<ID<Node>> = []

    /// The variables that come in besides.
    var inputs: [ID<Node>] = []
  }

}

/// Where a pattern stopped to fit.
struct NearMiss: Sendable, Hashable {

  /// How many operators had been found.
  var matched: Int

  /// The name of the piece of the pattern that does not fit.
  var position: String?

  /// What the pattern wants at this place.
  var needed: Pattern.Need

  /// The node that is there instead.
  var at: ID<Node>

}

extension AttributeValue {

  /// Whether both say the same, whole numbers as reals too.
  func means(_ other: AttributeValue) -> Bool {
    switch (self, other) {
    case (.list(let values), .list(let others)):
      values.count == others.count && zip(values, others).allSatisfy { $0.means($1) }
    case (.text, _), (_, .text), (.none, _), (_, .none), (.list, _), (_, .list): self == other
    default: Double(self) == Double(other) && (Double(self) != nil || Bool(self) == Bool(other))
    }
  }

}

extension Node {

  /// The attribute of a call, its default if it was not given; `nil` if there is none.
  func attribute(_ name: String) -> AttributeValue? {
    guard case .call(let op, let attributes) = kind else { return nil }
    return attributes[name] ?? op.attributes.first { $0.name == name }?.defaultAttribute
  }

}
