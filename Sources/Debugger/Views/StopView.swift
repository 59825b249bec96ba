/// A breakpoint, watchpoint or catchpoint as a reader sees it.
public struct StopView: Sendable, Hashable {

  /// What the user knows it by.
  public var number: Int

  /// As `#121 if acc[0][0] > 127`.
  public var summary: String

  /// The instruction that it is at, where it is at one.
  public var instruction: Int?

  public var hits: Int

  /// How many more hits do not stop.
  public var ignored: Int
  public var isEnabled: Bool

  public init(
    number: Int, summary: String, at instruction: Int? = nil, hits: Int = 0, ignored: Int = 0,
    isEnabled: Bool = true
  ) {
    self.number = number
    self.instruction = instruction
    self.summary = summary
    self.hits = hits
    self.ignored = ignored
    self.isEnabled = isEnabled
  }

}
