/// A change of one flag of one instruction that was tried and mends a stream.
public struct Repair: Sendable, Hashable {

  public var instruction: InstructionNumber

  /// The flag that is set or cleared, whether it pushes or pops, and the token queue that it is
  /// about.
  public var flag: String
  public var isPush: Bool
  public var isSet: Bool
  public var queue: String

  /// The instruction as a listing spells it, before and after.
  public var before: String
  public var after: String

  /// Pairs of accesses that race with the change, and that run in another order than the program
  /// has them; 0 is best.
  public var races: Int
  public var reorderings: Int

  /// Whether the whole workload was run with the change, and ended.
  public var isRun: Bool

  public init(
    instruction: InstructionNumber, flag: String, isPush: Bool, isSet: Bool, queue: String,
    before: String,
    after: String, races: Int = 0, reorderings: Int = 0, isRun: Bool = false
  ) {
    self.instruction = instruction
    self.flag = flag
    self.isPush = isPush
    self.isSet = isSet
    self.queue = queue
    self.before = before
    self.after = after
    self.races = races
    self.reorderings = reorderings
    self.isRun = isRun
  }

  /// One sentence that says what to do.
  public var message: Sentence {
    let verb = isPush ? "push" : "pop"
    return isSet
      ? "set `\(field: flag)` of \(instruction), so that it \(isPush ? "pushes" : "pops") \(queue: queue)"
      : "clear `\(field: flag)` of \(instruction), so that it does not \(verb) \(queue: queue)"
  }

}
