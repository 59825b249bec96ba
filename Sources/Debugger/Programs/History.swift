public import Diagnostics
public import Passes

/// Every program that a session has had, as a tree of what passes made of what.
///
/// A program is a value, so that keeping all of them costs what they do not share.
public struct History: Sendable {

  /// A program with the pass that made it.
  public struct Entry: Sendable {

    /// Nothing for the program that was loaded.
    public let pass: PlannedPass?

    /// The pass as it is written.
    public var call: PassCall? { pass?.call }

    public let program: Program

    /// The program that the pass was given; nil for the first.
    public let parent: Int?

    /// What the pass reported.
    public let reports: [Diagnostic]

    /// How many passes were applied before this program.
    public let depth: Int

    /// Whether all laws were found to hold.
    public let isVerified: Bool

    /// What goes where, for the accelerators that were selected when the pass was applied; nil where
    /// it was not looked for.
    let coverage: Coverage?

    struct Coverage: Sendable {
      let targets: [TargetInterface]
      let summary: PartitionSummary
    }
  }

  public private(set) var entries: [Entry]

  /// What is known of the program that was loaded.
  public let facts: ModelFacts

  /// The entry that the session stands at.
  public private(set) var current = 0

  /// For each entry the one that `redo` goes to.
  private var latestChild: [Int: Int] = [:]

  /// For entries that a change of earlier passes led to, where it came from; `undo` goes there.
  private var jumps: [Int: Jump] = [:]

  /// For entries where such a change was taken back, what `redo` goes to.
  private var returns: [Int: Jump] = [:]

  private struct Jump {
    let entry: Int

    /// What changed.
    let call: PassCall
  }

  /// - Cost: O(nodes).
  public init(_ program: Program) { self.init(program, facts: nil, coverage: nil) }

  /// - Parameters:
  ///   - facts: those of the program, where they are known.
  ///   - coverage: what of the program goes where, where that is known.
  init(_ program: Program, facts: ModelFacts?, coverage: Entry.Coverage?) {
    self.facts = facts ?? ModelFacts(program.module)
    entries = [
      Entry(
        pass: nil, program: program, parent: nil, reports: [], depth: 0, isVerified: false,
        coverage: coverage)
    ]
  }

  public var program: Program { entries[current].program }

  /// Adds what `pass` made of the current program, and goes there.
  public mutating func append(
    _ program: Program, by pass: PlannedPass, reports: [Diagnostic] = [], isVerified: Bool = false
  ) {
    append(program, by: pass, reports: reports, isVerified: isVerified, coverage: nil)
  }

  /// The same with what goes where, if that is known.
  mutating func append(
    _ program: Program, by pass: PlannedPass, reports: [Diagnostic], isVerified: Bool,
    coverage: Entry.Coverage?
  ) {
    let entry = Entry(
      pass: pass, program: program, parent: current, reports: reports,
      depth: entries[current].depth + 1, isVerified: isVerified,
      coverage: coverage)
    entries.append(entry)
    returns[current] = nil
    latestChild[current] = entries.count - 1
    current = entries.count - 1
  }

  /// Goes back by one pass, or by one change of earlier ones.
  /// - Returns: the pass that was taken back, if there is one.
  @discardableResult
  public mutating func undo() -> PassCall? {
    if let jump = jumps.removeValue(forKey: current) {
      returns[jump.entry] = Jump(entry: current, call: jump.call)
      current = jump.entry
      return jump.call
    }
    guard let parent = entries[current].parent else { return nil }
    let call = entries[current].call
    latestChild[parent] = current
    returns[parent] = nil
    current = parent
    return call
  }

  /// Takes down that the change `call` of earlier passes led from `entry` to the current one, so that
  /// one `undo` takes all of it back.
  public mutating func jumped(from entry: Int, by call: PassCall) {
    guard entry != current, entries.indices.contains(entry) else { return }
    jumps[current] = Jump(entry: entry, call: call)
  }

  /// Goes to what was last made of the current program.
  /// - Returns: the pass that was applied again, if there is one.
  @discardableResult
  public mutating func redo() -> PassCall? {
    if let jump = returns.removeValue(forKey: current) {
      jumps[jump.entry] = Jump(entry: current, call: jump.call)
      current = jump.entry
      return jump.call
    }
    guard let child = latestChild[current] else { return nil }
    current = child
    return entries[child].call
  }

  /// Goes to any entry.
  public mutating func go(to entry: Int) {
    guard entries.indices.contains(entry) else { return }
    var child = entry
    while let parent = entries[child].parent {
      latestChild[parent] = child
      child = parent
    }
    current = entry
  }

  /// The entries from the first to the current one.
  public var path: [Int] {
    var path = [current]
    while let parent = entries[path[0]].parent { path.insert(parent, at: 0) }
    return path
  }

  /// The entries that `redo` would go through.
  public var future: [Int] {
    var future: [Int] = []
    var next = latestChild[current]
    while let entry = next {
      future.append(entry)
      next = latestChild[entry]
    }
    return future
  }

  /// The passes that lead to the current program.
  public var calls: [PassCall] { path.compactMap { entries[$0].call } }

  /// The entry after `depth` passes on the way through the current one, if there is one.
  public func entry(atDepth depth: Int) -> Int? {
    (path + future).first { entries[$0].depth == depth }
  }

}
