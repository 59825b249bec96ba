public import GraphIR
public import Support

/// One statement of tile IR, which prints on one line; loops have a body.
public struct TileStatement: Sendable, Hashable {

  public indirect enum Kind: Sendable, Hashable {
    case loop(TileLoop, [TileStatement])
    case allocate(TileBuffer)
    case block(Block)
    case transfer(TileTransfer)
    case nest(LoopNest)

    /// Nothing after it begins before everything before it has ended.
    case fence

    /// A remark of a pass: what it chose, and why.
    case note(String)
  }

  public var kind: Kind

  /// The nodes of the module that it was made from.
  public var origins: [ID<Node>]

  public var pops: [TokenUse] = []
  public var pushes: [TokenUse] = []

  public init(_ kind: Kind, origins: [ID<Node>] = []) {
    self.kind = kind
    self.origins = origins
  }

  /// The statements of the body, if this is a loop.
  public var body: [TileStatement] {
    get { if case .loop(_, let body) = kind { body } else { [] } }
    set { if case .loop(let loop, _) = kind { kind = .loop(loop, newValue) } }
  }

  /// The line of this statement alone.
  public var line: String {
    var text = head
    let tokens = [("pop", pops), ("push", pushes)]
    for (verb, uses) in tokens where !uses.isEmpty {
      text += " \(verb) " + uses.map(\.description).joined(separator: " ")
    }
    if !origins.isEmpty { text += " ; " + origins.map(\.description).joined(separator: " ") }
    return text
  }

  private var head: String {
    switch kind {
    case .loop(let loop, _):
      "for \(loop.variable) in 0..<\(loop.extent) by \(loop.step)"
    case .allocate(let buffer): buffer.description
    case .block(let block): block.description
    case .transfer(let transfer): transfer.description
    case .nest(let nest): nest.description
    case .fence: "fence"
    case .note(let text): "// " + text
    }
  }

  /// The statements that `transform` makes of this one, its body first.
  func mapped<Failure: Error>(
    _ transform: (TileStatement) throws(Failure) -> [TileStatement]
  ) throws(Failure) -> [TileStatement] {
    guard case .loop = kind else { return try transform(self) }
    var copy = self
    copy.body = try body.mapped(transform)
    return try transform(copy)
  }

}

extension [TileStatement] {

  /// These with each statement replaced by what `transform` makes of it, bodies first.
  func mapped<Failure: Error>(
    _ transform: (TileStatement) throws(Failure) -> [TileStatement]
  ) throws(Failure) -> [TileStatement] {
    var result: [TileStatement] = []
    for statement in self { result += try statement.mapped(transform) }
    return result
  }

  /// All statements, bodies included, in the order of the text.
  var flattened: [TileStatement] { flatMap { [$0] + $0.body.flattened } }

}
