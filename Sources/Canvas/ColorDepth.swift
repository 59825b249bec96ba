/// How many colours there are to draw with.
public enum ColorDepth: Int, Sendable, Hashable, CaseIterable, Comparable {
  case none = 0
  case eight = 8
  case sixteen = 16
  case indexed = 256

  /// The greatest depth that needs no more than `count` colours.
  public init(count: Int) {
    self = Self.allCases.last { $0.rawValue <= count } ?? .none
  }

  public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}
