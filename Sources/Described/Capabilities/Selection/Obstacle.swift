import Effects

/// What keeps an instruction from an operation of which it has the form.
enum Obstacle: Hashable, Sendable {

  /// A number can not be what it has to be.
  case demand(Demand)

  /// No instruction writes what the register has to hold, and nothing else.
  case register(StateID)

  /// Nothing brings what the hidden array has to hold.
  case array(StateID)

  /// It makes other numbers of those that it takes.
  case steps

  /// It takes or gives other numbers of a memory or of the host than it has to.
  case reads(Footprint.Space)
  case writes(Footprint.Space)

}

extension Claim {

  /// What of this is not so: what `isProven` misses, as far as it can be told.
  /// - Parameter offsets: where the slots are.
  func obstacle(
    _ offsets: [Int], _ frame: [Int], _ known: Known, _ footprint: Footprint
  ) -> Obstacle? {
    func differs(_ accesses: [Footprint.Access], _ touches: [Touch]) -> Footprint.Space? {
      let spaces = accesses.map(\.space) + touches.map(\.space)
      return spaces.first { space in
        !isSame(
          accesses.filter { $0.space == space }, touches.filter { $0.space == space }, offsets)
      }
    }
    if let space = differs(footprint.writes, writes) { return .writes(space) }
    if let space = differs(footprint.reads, reads) { return .reads(space) }
    return isPlausible(frame, known) ? nil : .steps
  }

}
