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

    /// What is higher is the better explanation.
    var rank: Int { height + (bindings == nil ? 0 : 1000) }
  }

  /// What may read a piece of the pattern.
  private struct Following {
    var pieces: [Pattern] = []
    var needed: [Pattern.Need] = []
    var position: String?

    init(_ pieces: [Pattern]) {
      self.pieces = pieces
      needed = Array(OrderedSet(pieces.map(\.need)))
      position = pieces.first?.label
    }
  }

  private let module: GraphModule
  private let readers: [[ID<Node>]]

  /// How many pieces have a name.
  private let pieceCount: Int

  /// For each operator the pieces that are calls of it.
  private let calls: [String: [Pattern]]

  /// For each name what may read it.
  private let followers: [String: Following]

  init(_ pattern: Pattern, in module: GraphModule, _ readers: [[ID<Node>]]) {
    self.module = module
    self.readers = readers
    let pieces = pattern.labelled
    pieceCount = pieces.count
    calls = Dictionary(grouping: pieces.filter { $0.op != nil }) { $0.op ?? "" }
    var followers: [String: [Pattern]] = [:]
    for piece in pieces {
      for part in piece.parts.flatMap(\.alternatives) {
        guard let label = part.label else { continue }
        followers[label, default: []].append(piece)
      }
    }
    self.followers = followers.mapValues { Following($0) }
  }

  /// The operators of the pattern.
  var ops: some Collection<String> { calls.keys }

  /// The longest way up from `id` at any place of the pattern where its operator stands, best where
  /// the pattern fits down from there; `nil` if it stands nowhere.
  func best(from id: ID<Node>, _ matcher: inout Matcher) -> End? {
    var best: End?
    for piece in module[id].op.flatMap({ calls[$0.name] }) ?? [] {
      var end = climb(from: id, at: piece)
      if let match = matcher.match(piece, at: id) {
        end.bindings = match.bindings
        end.matched = match.bindings.count { label, node in
          !match.inputs.contains(label) && module[node].op != nil
        }
      } else {
        end.miss = matcher.nearMiss
      }
      if best.map({ $0.rank < end.rank }) ?? true { best = end }
    }
    return best
  }

  private func climb(from id: ID<Node>, at piece: Pattern) -> End {
    var end = End(last: id, height: 0, needed: [], found: [])
    var piece = piece
    while true {
      let next = piece.label.flatMap { followers[$0] } ?? Following([])
      end.needed = next.needed
      end.position = next.position
      end.found = readers[Int(end.last.index)]
      var step: (ID<Node>, Pattern)?
      search: for reader in end.found {
        for candidate in next.pieces where fits(candidate, reader) {
          step = (reader, candidate)
          break search
        }
      }
      guard let step, end.height < pieceCount else { return end }
      (end.last, piece) = step
      end.height += 1
    }
  }

  private func fits(_ pattern: Pattern, _ id: ID<Node>) -> Bool {
    if let op = pattern.op { return op == module[id].op?.name }
    return switch (pattern, module[id].kind) {
    case (.projection(_, _, let wanted), .projection(let index)): wanted == nil || wanted == index
    case (.tuple, .tuple): true
    default: false
    }
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
