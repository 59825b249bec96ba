/// A part of the machine that runs instructions in order.
public struct UnitDescription: Sendable, Hashable {

  public var name: String

  /// One letter for narrow columns.
  public var letter: String

  /// - Units: instructions that wait at most; `nil`: any number.
  public var queueDepth: Int?

  public init(name: String, letter: String, queueDepth: Int? = nil) {
    self.name = name
    self.letter = letter
    self.queueDepth = queueDepth
  }

}
