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

  init(count: Int) {
    finishing = Table(Array(repeating: -1, count: count))
    beginning = Table(Array(repeating: -1, count: count))
  }

  init(copying other: RunLog) {
    finishing = Table(copying: other.finishing)
    beginning = Table(copying: other.beginning)
  }

  func free() {
    finishing.free()
    beginning.free()
  }

  /// Tells the engine where it writes down what ran.
  @unsafe func describe(to machine: inout dk_machine) {
    unsafe machine.finishing = finishing.start
    unsafe machine.beginning = beginning.start
  }

  /// How many instructions had finished when this one began.
  func begun(_ instruction: Int) -> Int { Int(beginning[instruction]) }

  /// The first instructions to finish, in the order in which they did.
  func order(_ count: Int) -> [Int] { (0 ..< count).map { Int(finishing[$0]) } }

}
