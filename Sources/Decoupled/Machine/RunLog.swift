/// What ran when, as far as a machine ever came: the same for every way to the same moment.
///
/// It is not a part of the state. Going back leaves it as it is, and going forward again writes what
/// is there already. Like the state this looks at what the machine changes, it has no copy.
struct RunLog: Sendable {

  /// The instruction that was the n-th to finish, and for each instruction how many had finished
  /// when it began.
  let finishing: Table<Int32>
  let beginning: Table<Int32>

  /// By a cycle clock, when the n-th to finish did.
  let ends: Table<Int>

  /// How many instructions had finished when this one began.
  func begun(_ instruction: Int) -> Int { Int(beginning[instruction]) }

  /// How many cycles lie between the end of the instruction that finished before and that of the
  /// n-th to finish.
  func cycles(_ position: Int) -> Int {
    ends[position] - (position > 0 ? ends[position - 1] : 0)
  }

  /// The instruction that was the n-th to finish.
  func finished(_ position: Int) -> Int { Int(finishing[position]) }

  /// The place of an instruction among the first `count` to finish.
  /// - Cost: O(instructions that finished while it ran).
  func position(of instruction: Int, among count: Int) -> Int? {
    let begun = begun(instruction)
    guard begun >= 0, begun < count else { return nil }
    return (begun ..< count).first { finished($0) == instruction }
  }

  /// The first instructions to finish, in the order in which they did.
  func order(_ count: Int) -> [Int] { (0 ..< count).map { Int(finishing[$0]) } }

}
