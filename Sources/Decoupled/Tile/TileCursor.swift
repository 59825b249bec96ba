import Passes

/// A statement that a pass looks at, and what the pass may do there.
struct TileCursor: Sendable {

  /// As it was before the pass.
  let statement: TileStatement

  /// Its place in the text of the kernel, loops counted too.
  let position: Int

  /// The loops around it, outermost first.
  let loops: [TileLoop]

  /// The values of the region.
  private(set) var values: [TileValue]

  private let pass: String

  /// What stands in its place; a loop keeps its body.
  private(set) var result: [TileStatement]

  /// What is to stand before it, or before the loop around it that `level` loops are around.
  private(set) var insertions: [(level: Int, statements: [TileStatement])] = []

  /// The rule of the first change; nil where nothing was changed.
  private(set) var rule: String?

  init(
    statement: TileStatement, position: Int, loops: [TileLoop], values: [TileValue], pass: String
  ) {
    self.statement = statement
    self.position = position
    self.loops = loops
    self.values = values
    self.pass = pass
    result = [statement]
  }

  /// Puts what was made from the statement in its place. One that stays one keeps its tokens.
  mutating func replace(by kinds: [TileStatement.Kind], rule: String) {
    guard kinds.count != 1 || kinds[0] != statement.kind else { return }
    result = kinds.map { TileStatement($0, origin: statement.origin) }
    if result.count == 1 { (result[0].pops, result[0].pushes) = (statement.pops, statement.pushes) }
    self.rule = self.rule ?? rule
  }

  /// Puts what was made from the statement before it, outside of all but `level` loops.
  mutating func insert(_ kinds: [TileStatement.Kind], atLevel level: Int, rule: String) {
    insertions.append((level, kinds.map { TileStatement($0, origin: statement.origin) }))
    self.rule = self.rule ?? rule
  }

  /// Says which tokens the statement takes and gives.
  mutating func setTokens(pops: [TokenUse], pushes: [TokenUse], rule: String) {
    guard pops != statement.pops || pushes != statement.pushes else { return }
    for index in result.indices { (result[index].pops, result[index].pushes) = (pops, pushes) }
    self.rule = self.rule ?? rule
  }

  /// Adds a value that the pass makes of nothing to those of the region.
  mutating func define(_ make: (Provenance) -> TileValue) -> ValueName {
    let value = make(.synthetic(by: pass))
    values.append(value)
    return value.name
  }

}
