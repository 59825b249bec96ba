import GraphIR
import OrderedCollections
import Support

/// Follows a pattern from a node towards the result, as far as it fits.
///
/// The matcher goes from the result down; a node in the middle of a pattern whose end is missing is
/// never met that way. Climbing says what would have to follow.
struct PatternClimb {

  /// Where a climb ended.
  struct End {

    /// The last node that fits.
    var last: ID<Node>

    /// How many steps it is away.
    var height: Int

    /// What may follow in the pattern; empty at its end.
    var needed: [Pattern.Need]

    /// The name of what would follow first.
    var position: String?

    /// What follows in the graph.
    var found: [ID<Node>]

    /// What the names stand for, if all that the pattern wants below the node is there.
    var bindings: [String: ID<Node>]?

    /// How many operators fit from the node down, itself among them.
    var matched = 1

    /// Where the pattern stops to fit below the node; nil if all of it is there.
    var miss: NearMiss?

    /// How many operators fit, from the node up and down.
    var fit: Int { height + (miss?.matched ?? matched) }

    /// What is higher is the better explanation: more that fits, then all of it below the node.
    var rank: Int { 2 * fit + (bindings == nil ? 0 : 1) }
  }

  /// A call in the pattern, with its place among all pieces.
  private struct Call {
    let place: Int
    let pattern: Pattern

    /// The operators that each operand can be a call of; nil where it can be something else.
    let operands: [[String]?]

    init(_ pattern: Pattern, at place: Int) {
      self.pattern = pattern
      self.place = place
      operands = pattern.parts.map { part in
        let ops = part.alternatives.map(\.op)
        return ops.contains(nil) ? nil : ops.compactMap(\.self)
      }
    }

    /// False only where the pattern does not fit what reads calls of `ops`.
    func canRead(_ ops: [String?], isCommutative: Bool) -> Bool {
      guard !operands.isEmpty else { return true }
      guard operands.count == ops.count else { return false }
      func fit(_ wanted: [String]?, _ op: String?) -> Bool {
        guard let wanted else { return true }
        return op.map(wanted.contains) ?? false
      }
      return zip(operands, ops).allSatisfy(fit)
        || isCommutative && zip(operands.reversed(), ops).allSatisfy(fit)
    }
  }

  /// Pieces of one name that are calls of one operator.
  private struct Start {
    let label: String
    var calls: [Call] = []
  }

  /// A piece that may read another one: its name, and what it takes.
  private struct Step: Hashable {
    let label: String
    let need: Pattern.Need
  }

  /// What may read a piece of the pattern.
  private struct Following {
    let steps: OrderedSet<Step>
    let needed: [Pattern.Need]

    init(_ steps: OrderedSet<Step>) {
      self.steps = steps
      needed = Array(OrderedSet(steps.map(\.need)))
    }
  }

  private let module: GraphModule
  private let readers: [[ID<Node>]]

  /// How many pieces have a name.
  private let pieceCount: Int

  /// For each operator the pieces that are calls of it.
  private var starts: [String: [Start]] = [:]

  /// For each name what may read it.
  private let followers: [String: Following]

  init(_ pattern: Pattern, in module: GraphModule, _ readers: [[ID<Node>]]) {
    self.module = module
    self.readers = readers
    let pieces = pattern.labelled
    pieceCount = pieces.count
    var followers: [String: OrderedSet<Step>] = [:]
    for piece in pieces {
      guard let label = piece.label else { continue }
      for part in piece.parts.flatMap(\.alternatives) {
        guard let read = part.label else { continue }
        followers[read, default: []].append(Step(label: label, need: piece.need))
      }
    }
    self.followers = followers.mapValues { Following($0) }
    for (place, piece) in pieces.enumerated() {
      if let label = piece.label, let op = piece.op { add(piece, place, label, op) }
    }
  }

  private mutating func add(_ piece: Pattern, _ place: Int, _ label: String, _ op: String) {
    var all = starts[op] ?? []
    let index = all.firstIndex { $0.label == label } ?? all.count
    if index == all.count { all.append(Start(label: label)) }
    all[index].calls.append(Call(piece, at: place))
    starts[op] = all
  }

  /// The operators of the pattern.
  var ops: some Collection<String> { starts.keys }

  /// The longest way up from `id` at any place of the pattern where its operator stands, best where
  /// the pattern fits down from there; of several that of the first piece. `nil` if it stands
  /// nowhere.
  func best(from id: ID<Node>, _ matcher: inout Matcher) -> End? {
    var best: (end: End, place: Int)?
    guard let op = module[id].op, let all = starts[op.name] else { return nil }
    let read = module[id].operands.map { module[$0].op?.name }
    for start in all {
      let found = end(from: id, reading: read, at: start, &matcher)
      if let best, (best.end.rank, found.place) > (found.end.rank, best.place) { continue }
      best = found
    }
    return best?.end
  }

  /// Where the climb from `id` ends, with the first of the pieces that fits down from there, or else
  /// the first of all.
  private func end(
    from id: ID<Node>, reading ops: [String?], at start: Start, _ matcher: inout Matcher
  ) -> (end: End, place: Int) {
    var end = climb(from: id, at: start.label)
    let isCommutative = module[id].op?.has(.commutative) ?? false
    for (index, call) in start.calls.enumerated()
    where index == 0 || call.canRead(ops, isCommutative: isCommutative) {
      if let match = matcher.match(call.pattern, at: id) {
        end.miss = nil
        end.bindings = match.bindings
        end.matched = match.bindings.count { label, node in
          !match.inputs.contains(label) && module[node].op != nil
        }
        return (end, call.place)
      }
      if index == 0 { end.miss = matcher.nearMiss }
    }
    return (end, start.calls.first?.place ?? 0)
  }

  private func climb(from id: ID<Node>, at label: String) -> End {
    var end = End(last: id, height: 0, needed: [], found: [])
    var label = label
    while true {
      let next = followers[label]
      end.needed = next?.needed ?? []
      end.position = next?.steps.first?.label
      end.found = readers[Int(end.last.index)]
      guard let next, end.height < pieceCount, let step = step(next, end.found) else { return end }
      (end.last, label) = step
      end.height += 1
    }
  }

  /// The first of `readers` that fits, and the name of what it then is.
  private func step(_ next: Following, _ readers: [ID<Node>]) -> (ID<Node>, String)? {
    for reader in readers {
      for step in next.steps where fits(step.need, reader) { return (reader, step.label) }
    }
    return nil
  }

  private func fits(_ need: Pattern.Need, _ id: ID<Node>) -> Bool {
    switch need {
    case .op(let name): return module[id].op?.name == name
    case .tuple: if case .tuple = module[id].kind { return true }
    case .field(let wanted):
      if case .projection(let index) = module[id].kind { return wanted == nil || wanted == index }
    default: break
    }
    return false
  }

}

extension Pattern {

  /// Every piece that has a name, parts first; alternatives of one name are all there.
  fileprivate var labelled: OrderedSet<Pattern> {
    var pieces: OrderedSet<Pattern> = []
    func visit(_ pattern: Pattern) {
      pattern.parts.forEach(visit)
      if pattern.label != nil { pieces.append(pattern) }
    }
    visit(self)
    return pieces
  }

  /// What this takes.
  fileprivate var need: Need {
    switch self {
    case .call(_, let op, _), .anyCall(_, let op): .op(op)
    case .tuple, .anyTuple: .tuple
    case .projection(_, _, let index): .field(index)
    case .input, .variable, .constant, .scalar, .attributed, .dominated, .choice: .value
    }
  }

}
