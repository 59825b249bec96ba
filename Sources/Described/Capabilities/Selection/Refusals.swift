import Diagnostics
import Passes

/// Why the ways that have the form of an operation do not do it.
struct Refusals: Sendable {

  private var entries: [(way: Int, obstacle: Obstacle?)] = []

  mutating func insert(_ obstacle: Obstacle?, way: Int) {
    if !entries.contains(where: { $0.way == way && $0.obstacle == obstacle }) {
      entries.append((way, obstacle))
    }
  }

  /// What to tell: what the nearest instruction can not say, or what those that do something like it
  /// do instead; and the line that says so.
  func diagnostic(_ operation: Operation, _ abilities: Abilities) -> Diagnostic {
    let teller = RefusalTeller(abilities)
    let missing = "no instruction \(teller.text(operation.kind))"
    let near = entries.filter { teller.isNear($0.way, operation.kind) }
    var found = near.map { teller.reason($0.obstacle, $0.way) }
    if found.isEmpty { found = teller.reasons(against: operation.kind) }
    var unique: [Refusal] = []
    for reason in found where !unique.contains(reason) { unique.append(reason) }
    let unread = abilities.planner.notes
    guard let first = unique.first else {
      return .error(
        missing, notes: unread, hints: ["describe one that does, or leave this to the host"])
    }
    return .error(
      "\(missing): \(first.message)", because: first.place,
      notes: unique.dropFirst().map(\.message) + unread)
  }

}
