import Passes
import Support

/// The only way in which a pass changes a tile program.
///
/// What is new gets the origin of the statement that it was made from, or says that the pass made it
/// of nothing; each change is recorded as an action.
struct TileRewriter: Sendable {

  private(set) var program: TileProgram

  private(set) var actions: [Action] = []

  private let pass: String

  init(_ program: TileProgram, pass: String) {
    self.program = program
    self.pass = pass
  }

  /// Takes every statement of the kernel at `index` to `visit`, in the order of the text, and makes
  /// the changes that it asks for.
  mutating func rewrite<Failure: Error>(
    kernel index: Int, _ visit: (inout TileCursor) throws(Failure) -> Void
  ) throws(Failure) {
    var walk = TileWalk(region: program.name, pass: pass, values: program.values)
    program.kernels[index].body = try walk.rewritten(program.kernels[index].body, visit)
    program.values = walk.values
    actions += walk.actions
  }

  /// Puts statements behind the last one of the kernel at `index`, made from what the kernel was
  /// made from.
  mutating func append(_ kinds: [TileStatement.Kind], toKernel index: Int, rule: String) {
    let made = kinds.map { TileStatement($0, origin: program.kernels[index].origin) }
    program.kernels[index].body += made
    record(rule, made)
  }

  /// Puts remarks of the pass before the first statement of the kernel at `index`.
  mutating func remark(_ texts: [String], inKernel index: Int, rule: String) {
    guard !texts.isEmpty else { return }
    let made = texts.map { TileStatement(.note($0), origin: .synthetic(by: pass)) }
    program.kernels[index].body.insert(contentsOf: made, at: 0)
    record(rule, made)
  }

  /// The program after the pass, which then has run.
  func finished() -> TileProgram {
    var program = program
    program.passes.append(pass)
    return program
  }

  private mutating func record(_ rule: String, _ made: [TileStatement]) {
    actions.append(
      Action(
        rule: rule, before: .lines(region: program.name, []),
        after: .lines(region: program.name, made.map(\.line))))
  }

}

/// Goes through the statements of one kernel; through the first ones alone where the work is to end.
private struct TileWalk: Sendable {

  let region: String
  let pass: String
  var values: [TileValue]
  var actions: [Action] = []

  private var loops: [TileLoop] = []
  private var position = 0
  private var poll = Poll()

  /// What is to stand before the statement that is being visited, by the number of loops around it.
  private var pending: [[TileStatement]] = [[]]

  init(region: String, pass: String, values: [TileValue]) {
    self.region = region
    self.pass = pass
    self.values = values
  }

  mutating func rewritten<Failure: Error>(
    _ body: [TileStatement], _ visit: (inout TileCursor) throws(Failure) -> Void
  ) throws(Failure) -> [TileStatement] {
    let depth = loops.count
    var result: [TileStatement] = []
    for statement in body {
      if poll.isRequested(after: 1 << 8) { return result }
      let changed = try rewritten(statement, visit)
      // What this statement needs at this level stands before it.
      result += pending[depth] + changed
      pending[depth] = []
    }
    return result
  }

  private mutating func rewritten<Failure: Error>(
    _ statement: TileStatement, _ visit: (inout TileCursor) throws(Failure) -> Void
  ) throws(Failure) -> [TileStatement] {
    var cursor = TileCursor(
      statement: statement, position: position, loops: loops, values: values, pass: pass)
    position += 1
    try visit(&cursor)
    take(cursor)
    guard case .loop(let loop, _) = statement.kind else { return cursor.result }
    loops.append(loop)
    pending.append([])
    let body = try rewritten(statement.body, visit)
    pending.removeLast()
    loops.removeLast()
    return cursor.result.map { made in
      var copy = made
      copy.body = body
      return copy
    }
  }

  /// Records what was asked for at one statement.
  private mutating func take(_ cursor: TileCursor) {
    values = cursor.values
    for (level, statements) in cursor.insertions { pending[min(level, loops.count)] += statements }
    guard let rule = cursor.rule else { return }
    let made = cursor.insertions.flatMap(\.statements) + cursor.result
    actions.append(
      Action(
        rule: rule, before: .lines(region: region, [cursor.statement.line]),
        after: .lines(region: region, made.map(\.line))))
  }

}
