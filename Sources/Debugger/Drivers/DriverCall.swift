/// How a driver is asked.
public struct DriverCall: Sendable, Hashable {

  /// The library; nil for the one that the description of an accelerator names.
  public var path: String?

  /// - Units: seconds that one request may take.
  public var seconds: Int

  /// Whether each instruction is looked at where the results are equal, too.
  public var looksAtEach: Bool

  public init(
    path: String? = nil, seconds: Int = DriverCall.usualSeconds, looksAtEach: Bool = false
  ) {
    self.path = path
    self.seconds = seconds
    self.looksAtEach = looksAtEach
  }

  public static var usualSeconds: Int { 10 }

}
