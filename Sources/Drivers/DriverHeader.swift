/// The header in C that a driver includes.
public struct DriverHeader: Sendable {

  public init() {}

  /// As users copy it.
  public var text: String { String(decoding: PackageResources.sluice_driver_h, as: UTF8.self) }

  /// What a file of it is called.
  public static var fileName: String { "sluice_driver.h" }

  /// The version of the interface that this program speaks.
  public static var version: Int { 1 }

}
