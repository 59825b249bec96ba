public import GraphIR
import OrderedCollections
public import Passes
public import Support

/// What differs between two programs, node by node: an identity names the same node in both.
public struct Difference: Sendable {

  /// How many nodes differ and in what way.
  public struct Counts: Sendable, Hashable {
    public var added = 0
    public var removed = 0
    public var changed = 0
    public var moved = 0

    /// Regions whose lowered form differs.
    public var lowered = 0

    /// 1 if the memory was planned, or planned otherwise.
    public var planned = 0

    public var isEmpty: Bool { added + removed + changed + moved + lowered + planned == 0 }
  }

  public enum Change: Sendable, Hashable {
    case added, removed
    /// The node has other operands, attributes or another type.
    case changed
    /// The node belongs to another function.
    case moved(from: String, to: String)
  }

  /// The nodes that differ: those that went first, then the others in the order of the program.
  public private(set) var changes: [(node: ID<Node>, change: Change)] = []

  /// The functions whose lowered form differs, in order.
  public private(set) var lowered: [String] = []

  /// Whether the memory plan was made or changed; that a change of the graph took it away is none.
  private let isPlanned: Bool

  /// What differs; not all of it where the work is to end.
  public init(_ before: Program, _ after: Program) {
    self.init(lowered: before, after)
    let (old, new) = (before.module, after.module)
    let (oldHomes, newHomes) = (Homes(old), Homes(new))
    for id in old.reachable where newHomes[id] == nil { changes.append((id, .removed)) }
    var poll = Poll()
    for id in new.reachable {
      if poll.isRequested(after: 64) { return }
      guard let home = oldHomes[id] else {
        changes.append((id, .added))
        continue
      }
      if !old[id].isCopy(of: new[id]), !old[id].isSame(as: new[id]) {
        changes.append((id, .changed))
      }
      if let newHome = newHomes[id], newHome != home {
        changes.append((id, .moved(from: home, to: newHome)))
      }
    }
  }

  /// What differs behind the graph.
  private init(lowered before: Program, _ after: Program) {
    isPlanned = after.memoryPlan != nil && after.memoryPlan != before.memoryPlan
    let names = Array(before.lowered.keys) + after.lowered.keys.filter { before.lowered[$0] == nil }
    lowered = names.filter { name in
      guard !Interruption.current.isRequested else { return false }
      return before.lowered[name]?.level != after.lowered[name]?.level
        || before.lowered[name]?.text != after.lowered[name]?.text
    }
  }

  /// How much differs, without a list of it.
  /// - Cost: O(nodes); less than half of what the list takes.
  public static func counts(_ before: Program, _ after: Program) -> Counts {
    var counts = Difference(lowered: before, after).counts
    let (old, new) = (before.module, after.module)
    let (oldHomes, newHomes) = (Homes(old), Homes(new))
    // For each function of the new program its place in the old one.
    let known = Dictionary(
      uniqueKeysWithValues: oldHomes.names.enumerated().map { ($0.element, $0.offset) })
    let places = newHomes.names.map { known[$0] }
    var poll = Poll()
    for index in 0 ..< max(old.nodes.count, new.nodes.count) {
      if poll.isRequested(after: 16) { return counts }
      let id = ID<Node>(index)
      guard let place = newHomes.place(of: id) else {
        if oldHomes.place(of: id) != nil { counts.removed += 1 }
        continue
      }
      guard let home = oldHomes.place(of: id) else {
        counts.added += 1
        continue
      }
      if !old[id].isCopy(of: new[id]), !old[id].isSame(as: new[id]) { counts.changed += 1 }
      if places[place] != home { counts.moved += 1 }
    }
    return counts
  }

  public var counts: Counts {
    var counts = Counts()
    counts.lowered = lowered.count
    counts.planned = isPlanned ? 1 : 0
    for (_, change) in changes {
      switch change {
      case .added: counts.added += 1
      case .removed: counts.removed += 1
      case .changed: counts.changed += 1
      case .moved: counts.moved += 1
      }
    }
    return counts
  }

}

extension Node {

  /// Whether `other` says the same: kind, attributes, operands and type.
  func isSame(as other: Node) -> Bool {
    guard operands == other.operands, type == other.type else { return false }
    switch (kind, other.kind) {
    case (.call(let a, let x), .call(let b, let y)): return a == b && x == y
    case (.function(let a), .function(let b)): return a == b
    case (.variable(let a), .variable(let b)): return a == b
    case (.global(let a), .global(let b)): return a == b
    case (.projection(let a), .projection(let b)): return a == b
    // A constant is never changed in place.
    default: return true
    }
  }

}

extension Difference.Counts: CustomStringConvertible {
  /// As `+41 -12 ~3`, with what moved and what was lowered behind it.
  public var description: String {
    var parts = ["+\(added)", "-\(removed)", "~\(changed)"]
    if moved > 0 { parts.append("»\(moved)") }
    if lowered > 0 { parts.append("lowered \(lowered)") }
    if planned > 0 { parts.append("memory planned") }
    return parts.joined(separator: " ")
  }
}
