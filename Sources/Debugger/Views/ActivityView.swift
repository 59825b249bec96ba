/// What a unit did for a while.
public struct ActivityView: Sendable, Hashable {

  public enum Kind: Sendable, Hashable { case busy, waiting, idle }

  public var unit: String
  public var kind: Kind

  /// - Units: cycles
  public var cycles: Range<Int>

  /// As `117 GEMM`, or what it waited for.
  public var label: String

  public init(unit: String, _ kind: Kind, _ cycles: Range<Int>, label: String) {
    self.unit = unit
    self.kind = kind
    self.cycles = cycles
    self.label = label
  }

}
