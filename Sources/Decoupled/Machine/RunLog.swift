import CKernels

/// What ran when, as far as a machine ever came: the same for every way to the same moment.
///
/// It is not a part of the state. Going back leaves it as it is, and going forward again writes what
/// is there already. Like the state this is a view of what the machine changes, not a copy.
struct RunLog: Sendable {

  /// The instruction that was the n-th to finish, and for each instruction how many had finished
  /// when it began.
  private let finishing: Table<Int32>
  private let beginning: Table<Int32>

  /// By a cycle clock, when the n-th to finish did.
  private let ends: Table<Int>

  /// - Parameter isClocked: whether a clock says when instructions finish.
  init(count: Int, isClocked: Bool) {
    finishing = Table(Array(repeating: -1, count: count))
    beginning = Table(Array(repeating: -1, count: count))
    ends = Table(Array(repeating: 0, count: isClocked ? count : 0))
  }

  init(copying other: RunLog) {
    finishing = Table(copying: other.finishing)
    beginning = Table(copying: other.beginning)
    ends = Table(copying: other.ends)
  }

  func free() {
    finishing.free()
    beginning.free()
    ends.free()
  }

  /// Tells the engine where it writes down what ran.
  @unsafe func describe(to machine: inout dk_machine) {
    unsafe machine.finishing = finishing.start
    unsafe machine.beginning = beginning.start
  }

  /// How many instructions had finished when this one began.
  func begun(_ instruction: Int) -> Int { Int(beginning[instruction]) }

  /// Writes down when the n-th to finish did, by a cycle clock.
  func setEnd(_ position: Int, _ cycle: Int) { ends[position] = cycle }

  /// How many cycles lie between the end of the instruction that finished before and that of the
  /// n-th to finish.
  func cycles(_ position: Int) -> Int {
    ends[position] - (position > 0 ? ends[position - 1] : 0)
  }

  /// The instruction that was the n-th to finish.
  func finished(_ position: Int) -> Int { Int(finishing[position]) }

  /// The first instructions to finish, in the order in which they did.
  func order(_ count: Int) -> [Int] { (0 ..< count).map { Int(finishing[$0]) } }

}
