/// How a driver is asked.
public struct DriverCall: Sendable, Hashable {

  /// The library; nil for the one that the description of an accelerator names.
  public var path: String?

  /// - Units: seconds that one request may take.
  public var seconds: Int

  public init(path: String? = nil, seconds: Int = DriverCall.usualSeconds) {
    self.path = path
    self.seconds = seconds
  }

  public static var usualSeconds: Int { 10 }

}
