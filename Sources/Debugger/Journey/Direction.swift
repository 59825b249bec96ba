/// Which way through time.
public enum Direction: Sendable, Hashable {
  case forward, backward

  public init(isBackwards: Bool) { self = isBackwards ? .backward : .forward }

  public var isBackward: Bool { self == .backward }
}
