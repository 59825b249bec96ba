/// A number that a machine counts, with its name.
public struct Counter: Sendable, Hashable {

  public var name: String
  public var value: Int

  /// What one is, such as `bytes`.
  public var unit: String

  public init(_ name: String, _ value: Int, unit: String) {
    self.name = name
    self.value = value
    self.unit = unit
  }

}
