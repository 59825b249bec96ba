import GraphIR
import Support

/// What edits of the user allow of the groups of one target.
struct GroupLimits {

  /// Operators that no group may have.
  var barred: Set<ID<Node>> = []

  /// Where it is given, each group has one of these operators.
  var wanted: Set<ID<Node>>?

  /// Operators that are not to come together.
  var splits: [AnnotationPlan.Pair] = []

  init() {}

  /// The limits of `target`.
  /// - Parameter isWanted: whether only groups are looked for that the user gives to it.
  init(_ plan: AnnotationPlan, for target: String, isWanted: Bool) {
    barred = plan.barred(from: target)
    wanted = isWanted ? plan.wanted(by: target) : nil
    splits = plan.splits
  }

  /// Whether there can be any group.
  var allowsAny: Bool { wanted?.isEmpty != true }

}
