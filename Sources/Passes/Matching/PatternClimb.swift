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

  private let module: GraphModule
  private let readers: [[ID<Node>]]

  /// The pieces with a name, and for each by name which may read it.
  private var pieces: [Pattern] = []
  private var followers: [String: [Pattern]] = [:]

  init(_ pattern: Pattern, in module: GraphModule, _ readers: [[ID<Node>]]) {
    self.module = module
    self.readers = readers
    for piece in pattern.labelled {
      pieces.append(piece)
      for part in piece.parts.flatMap(\.alternatives) {
        guard let label = part.label else { continue }
        followers[label, default: []].append(piece)
      }
    }
  }

  /// The longest way up from `id` at any place of the pattern where its operator stands, best where
  /// the pattern fits down from there; `nil` if it stands nowhere.
  func best(from id: ID<Node>) -> End? {
    var matcher = Matcher(module)
    var best: End?
    for piece in pieces where piece.op != nil && piece.op == module[id].op?.name {
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
      let next = piece.label.flatMap { followers[$0] } ?? []
      end.needed = Array(OrderedSet(next.map(\.need)))
      end.position = next.first?.label
      end.found = readers[Int(end.last.index)]
      var step: (ID<Node>, Pattern)?
      search: for reader in end.found {
        for candidate in next where fits(candidate, reader) {
          step = (reader, candidate)
          break search
        }
      }
      guard let step, end.height < pieces.count else { return end }
      (end.last, piece) = step
      end.height += 1
    }
  }

  private func fits(_ pattern: Pattern, _ id: ID<Node>) -> Bool {
    switch (pattern, module[id].kind) {
    case (.projection(_, _, let wanted), .projection(let index)): wanted == nil || wanted == index
    case (.tuple, .tuple): true
    default: pattern.op != nil && pattern.op == module[id].op?.name
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
