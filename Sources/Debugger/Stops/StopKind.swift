import Diagnostics
import Simulation

/// A kind of entry of the stop list: what it waits for at a location, and what it does there.
protocol StopKind: Sendable {

  /// What the user reads when one is set, such as `Breakpoint`.
  var title: String { get }

  /// In lists, before the location; empty for breakpoints.
  var word: String { get }

  /// What conditions at a location are looked out for.
  var use: LocationUse { get }

  /// Whether it is gone once it has stopped something.
  var isTemporary: Bool { get }

  /// How a stop at it is called; nil for a kind that never stops.
  var hit: StopHit.Kind? { get }

  /// What it says in passing, and whether the state is needed for that; nil for a kind that says
  /// nothing.
  var log: LogText? { get }

  /// - Errors: such an entry can not be at that location; a hint says what can.
  func check(_ location: Location) throws(Diagnostic)

}

extension StopKind {
  var isTemporary: Bool { false }
  var log: LogText? { nil }
}

/// What somebody wants to know of a location.
enum LocationUse: Sendable, Hashable {

  /// Where an instruction is next that it names; where it names cells, what touches them.
  case place

  /// What writes or reads the cells that it names.
  case access(writes: Bool, reads: Bool)
}
