public import Passes

/// What every accelerator says of itself, whatever its family; read from a description file.
public struct TargetDescription: Sendable, Hashable {

  public var name: String
  public var version: String
  public var summary: String

  /// The name of the family that it belongs to, which says what it is made of and what runs it.
  public var family: String

  /// - Units: hertz; nil where the description does not say.
  public var clock: Double?

  public var host: HostInterface

  /// What the graph passes see: types, patterns and conditions.
  public var interface: TargetInterface

  public init(
    name: String, version: String, summary: String = "", family: String, clock: Double? = nil,
    host: HostInterface = .plain, interface: TargetInterface
  ) {
    self.name = name
    self.version = version
    self.summary = summary
    self.family = family
    self.clock = clock
    self.host = host
    self.interface = interface
  }

}
