public import Support

/// What an index of tile IR is computed from: of the range that a loop is at, where it starts or how
/// long it is.
public enum TileSymbol: Sendable, Hashable {
  case start(LoopName)
  case size(LoopName)

  /// The loop that it is of.
  public var loop: LoopName {
    switch self {
    case .start(let loop), .size(let loop): loop
    }
  }
}

/// The numbers that symbols stand for.
public typealias TileEnvironment = [TileSymbol: Int]

extension TileSymbol: CustomStringConvertible {
  /// `y`, or `|y|` for how long the range is.
  public var description: String {
    switch self {
    case .start(let loop): "\(loop)"
    case .size(let loop): "|\(loop)|"
    }
  }
}
