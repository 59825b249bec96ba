/// A run of cycles that is known before it is over.
struct PlannedSpan: Sendable {
  var use: UseCode
  var end: Int
}

/// A read that waits for the port.
struct ReadRequest: Sendable {

  /// When it was asked for, and when the port sees it.
  var asked: Int
  var visible: Int
  var rank: Int
  var address: Int?
  var beats: Int
  var bytes: Int
}

/// What a unit is in the middle of.
struct UnitClock: Sendable {

  enum Mode: UInt8 {

    /// Between two instructions.
    case waiting

    /// Its next moment is `wake`.
    case working

    /// It waits for the grant of `request`.
    case asking

    /// It waits to write `request`.
    case writing
  }

  var mode = Mode.waiting

  /// Which of its instructions it runs, or runs next, and its number; nil if the stream has none.
  var head = 0
  var instruction: Int?

  /// When it goes on by itself.
  var wake = Int.max

  /// When its instruction popped its tokens.
  var began = 0

  /// When the last data that it asked for is there.
  var dataEnd = 0

  var cursor = TransferCursor()

  /// The transfer that it runs; nil for an instruction that moves nothing.
  var shape: TransferShape?
  var request = ReadRequest(asked: 0, visible: 0, rank: 0, address: nil, beats: 0, bytes: 0)

  /// Up to where its cycles are counted, and what follows so far as it is known.
  var since = 0
  var planned: [PlannedSpan] = []

  /// What it does with the cycles that are not planned.
  var open = UseCode.instruction

  /// The end of what is planned.
  var plannedEnd: Int { planned.last?.end ?? since }

  mutating func plan(_ use: UseCode, until end: Int) {
    guard end > plannedEnd else { return }
    if let last = planned.last, last.use == use { planned.removeLast() }
    planned.append(PlannedSpan(use: use, end: end))
  }

  /// What the transfer does next.
  mutating func nextStep() -> TransferStep {
    guard let shape else { return .done }
    return cursor.next(shape)
  }

}

/// What the part is in the middle of that reads and dispatches instructions.
struct FetchClock: Sendable {

  enum Mode: UInt8 { case launching, asking, reading, dispatching, done }

  var mode = Mode.launching

  /// The first instruction that is not dispatched, and the first one behind those that are read.
  var next = 0
  var end = 0

  /// The use of its cycles; it has no instructions of its own.
  var clock = UnitClock()
}
