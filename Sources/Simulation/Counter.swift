/// A number that a machine counts, with its name.
public struct Counter: Sendable, Hashable {

  public var name: String
  public var value: Int

  /// What one is, such as `bytes`.
  public var unit: String

  /// The most that there can be at a time, of what comes and goes.
  public var limit: Int?

  public init(_ name: String, _ value: Int, unit: String, limit: Int? = nil) {
    self.name = name
    self.value = value
    self.unit = unit
    self.limit = limit
  }

}
