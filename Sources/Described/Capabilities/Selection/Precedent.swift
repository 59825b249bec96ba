import Effects

/// A plan that was found for a job, to be taken again where the places of the job are others.
///
/// How far fields move when one place does is found by looking for the plan where only that place
/// is another. A plan that was moved is taken only if it is proven as any other is.
struct Precedent: Sendable {

  let claim: Claim
  let steps: [Plan.Step]

  /// Where the slots of the claim were.
  let offsets: [Int]

  /// What was known before it.
  let known: Known

  /// For each slot, what became of the plan when that was elsewhere; nil where nobody has looked.
  private(set) var courses: [Course?]

  enum Course: Sendable {

    /// How far the fields of each step move where the slot moves by `distance`.
    case moves([[Int]], distance: Int)

    /// Other instructions, or none, do it there.
    case none
  }

  init(_ plan: Plan, _ claim: Claim, at offsets: [Int], from known: Known) {
    (self.claim, self.offsets, self.known) = (claim, offsets, known)
    steps = plan.steps
    courses = offsets.map { _ in nil }
  }

  /// The slots that are elsewhere in `offsets` and of which nobody has looked how fields move.
  func unknownSlots(at offsets: [Int]) -> [Int] {
    offsets.indices.filter { offsets[$0] != self.offsets[$0] && courses[$0] == nil }
  }

  /// Where only one slot is another.
  func offsets(with slot: Int, at offset: Int) -> [Int] {
    var copy = offsets
    copy[slot] = offset
    return copy
  }

  /// Learns from the plan where only one slot is another.
  mutating func learn(_ plan: Plan?, slot: Int, at offset: Int) {
    guard let plan, plan.steps.map(\.way) == steps.map(\.way) else {
      courses[slot] = Course.none
      return
    }
    let moves = zip(plan.steps, steps).map { new, old in
      zip(new.call.fields, old.call.fields).map { $0 &- $1 }
    }
    courses[slot] = .moves(moves, distance: offset &- offsets[slot])
  }

  /// The fields of each step where the slots are elsewhere; nil where they do not move by whole
  /// numbers.
  func fields(at offsets: [Int]) -> [[Int]]? {
    var fields = steps.map(\.call.fields)
    for slot in offsets.indices where offsets[slot] != self.offsets[slot] {
      guard case .moves(let moves, let distance)? = courses[slot] else { return nil }
      let way = offsets[slot] &- self.offsets[slot]
      for (step, row) in moves.enumerated() {
        for (field, move) in row.enumerated() where move != 0 {
          let (product, overflow) = move.multipliedReportingOverflow(by: way)
          let (share, isEndless) = product.dividedReportingOverflow(by: distance)
          guard !overflow, !isEndless, share &* distance == product else { return nil }
          fields[step][field] &+= share
        }
      }
    }
    return fields
  }

}
