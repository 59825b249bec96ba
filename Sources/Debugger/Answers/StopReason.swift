public import Simulation

/// Why a motion ended where it did.
public enum StopReason: Sendable, Hashable {

  /// It stands before the first instruction because it was told to go there.
  case begin

  /// So far as was asked for.
  case step

  /// At the place that it was to go to, as the user wrote it.
  case place(String)

  /// Breakpoints, watchpoints and their like.
  case entries([StopHit])

  /// A stream of several has ended; counted from 1.
  case streamEnd(stream: Int, of: Int)

  /// Everything has run.
  case end(StopEnd)

  /// Nothing lies before.
  case start

  case fault(Fault)
  case deadlock(Deadlock)
  case race(Race)

  /// The user asked to stop; in a sample, counted from 1, of several.
  case interrupted(sample: Int?, of: Int?)

}

/// What has come to its end.
public enum StopEnd: Sendable, Hashable {

  /// The streams that were loaded; whether they have any instruction.
  case streams(isEmpty: Bool)

  /// The program, for so many samples; whether it has any instruction.
  case program(samples: Int, isEmpty: Bool)
}

/// An entry of the stop list at which a motion stopped.
public struct StopHit: Sendable, Hashable {

  /// The number of the entry.
  public var number: Int

  /// How a stop at one of its kind is called.
  public var kind: String

  /// Whether it waits for what happens to cells.
  public var isWatch: Bool

  /// As `#4` or `write acc[0] if $pos > 3`.
  public var summary: String

  /// What the instruction did that a watchpoint waits for.
  public var access: WatchedAccess?

  /// Why its condition has no value.
  public var problem: String?

  public init(
    number: Int, kind: String, isWatch: Bool, summary: String, access: WatchedAccess? = nil,
    problem: String? = nil
  ) {
    self.number = number
    self.kind = kind
    self.isWatch = isWatch
    self.summary = summary
    self.access = access
    self.problem = problem
  }

}

/// What an instruction did to cells that somebody watches.
public struct WatchedAccess: Sendable, Hashable {

  public enum Kind: String, Sendable, Hashable, CaseIterable { case read, write }

  public var kind: Kind
  public var instruction: InstructionNumber

  /// What is watched.
  public var place: CellPlace

  /// The first of the values there that it changed, and how many it did; nil where that was not
  /// looked at.
  public var change: ValueChange?
  public var changeCount: Int?

  public init(_ kind: Kind, by instruction: InstructionNumber, at place: CellPlace) {
    self.kind = kind
    self.instruction = instruction
    self.place = place
  }

}

/// A value before and after an instruction.
public struct ValueChange: Sendable, Hashable {
  public var place: CellPlace
  public var was: Int
  public var now: Int

  public init(_ place: CellPlace, was: Int, now: Int) {
    self.place = place
    self.was = was
    self.now = now
  }
}
