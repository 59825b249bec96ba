/// A change that was tried and mends streams that get stuck.
public struct Repair: Sendable, Hashable {

  /// What is changed.
  public enum Change: Sendable, Hashable {

    /// A flag of one instruction is set, or cleared.
    case set(Flag)
    case clear(Flag)

    /// Queues begin with other numbers of tokens: the streams live on what earlier ones have left.
    case tokens([Tokens])
  }

  /// A flag that leads to a token queue.
  public struct Flag: Sendable, Hashable {

    public enum Direction: String, Sendable, Hashable, CaseIterable { case push, pop }

    public var instruction: InstructionNumber

    /// The name of the field.
    public var name: String
    public var direction: Direction
    public var queue: String

    /// The instruction as a listing spells it, before and after.
    public var before: String
    public var after: String

    public init(
      _ name: String, of instruction: InstructionNumber, _ direction: Direction, queue: String,
      before: String, after: String
    ) {
      self.name = name
      self.instruction = instruction
      self.direction = direction
      self.queue = queue
      self.before = before
      self.after = after
    }
  }

  /// How many tokens a queue holds before the first instruction.
  public struct Tokens: Sendable, Hashable {

    public var queue: String

    /// - Units: tokens, before the change and with it.
    public var from: Int
    public var to: Int

    public init(queue: String, from: Int, to: Int) {
      self.queue = queue
      self.from = from
      self.to = to
    }
  }

  public var change: Change

  /// Pairs of accesses that race with the change, and that run in another order than the program
  /// has them; 0 is best.
  public var races: Int
  public var reorderings: Int

  /// Whether the whole workload was run with the change, and ended.
  public var isRun: Bool

  public init(_ change: Change, races: Int = 0, reorderings: Int = 0, isRun: Bool = false) {
    self.change = change
    self.races = races
    self.reorderings = reorderings
    self.isRun = isRun
  }

}

extension Repair {

  /// One sentence that says what to do.
  public var message: Sentence {
    switch change {
    case .set(let flag):
      let verb = flag.direction == .push ? "pushes" : "pops"
      return
        "set `\(field: flag.name)` of \(flag.instruction), so that it \(verb) \(queue: flag.queue)"
    case .clear(let flag):
      let verb = flag.direction.rawValue
      return
        "clear `\(field: flag.name)` of \(flag.instruction), so that it does not \(verb) \(queue: flag.queue)"
    case .tokens(let queues):
      let counts = queues.map { one -> Sentence in "\(one.to, .tokens) in `\(queue: one.queue)`" }
      return "begin with " + counts.joined(separator: " and ")
    }
  }

  /// The instruction that is changed; nil where none is.
  public var instruction: InstructionNumber? { flag?.instruction }

  /// The flag that is changed, if one is.
  public var flag: Flag? {
    switch change {
    case .set(let flag), .clear(let flag): flag
    case .tokens: nil
    }
  }

}
