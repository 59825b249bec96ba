/// A queue of tokens from one unit to another.
public struct TokenDescription: Sendable, Hashable {

  public var name: String

  /// The unit that pushes, and the one that pops.
  public var from: String
  public var to: String

  /// The flag, a field of one bit, with which an instruction of `from` pushes one.
  public var push: String

  /// The flag with which an instruction of `to` waits for one and takes it.
  public var pop: String

  /// - Units: tokens; `nil`: any number.
  public var depth: Int?

  public init(
    name: String, from: String, to: String, push: String, pop: String, depth: Int? = nil
  ) {
    self.name = name
    self.from = from
    self.to = to
    self.push = push
    self.pop = pop
    self.depth = depth
  }

}
