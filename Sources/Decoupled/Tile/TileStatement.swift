public import Passes

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

  public internal(set) var kind: Kind

  public let origin: Provenance

  public internal(set) var pops: [TokenUse] = []
  public internal(set) var pushes: [TokenUse] = []

  public init(_ kind: Kind, origin: Provenance) {
    self.kind = kind
    self.origin = origin
  }

  /// The statements of the body, if this is a loop.
  public internal(set) var body: [TileStatement] {
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
    return "\(text) ; \(origin)"
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
    case .note(let text): text.isEmpty ? "//" : "// " + text
    }
  }

}

extension [TileStatement] {

  /// All statements, bodies included, in the order of the text.
  var flattened: [TileStatement] { flatMap { [$0] + $0.body.flattened } }

}
