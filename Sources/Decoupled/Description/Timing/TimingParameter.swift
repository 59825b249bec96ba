/// What there is to say of a number that a timing may have: its name, what it counts, what it may be,
/// what it is where a timing does not give it, and what it means.
public struct TimingParameter: Sendable, Hashable {

  public let name: String

  /// What it counts, such as `cycles`.
  public let unit: String

  /// One sentence in lower case without a final period.
  public let meaning: String

  /// Both ends are allowed.
  public let range: ClosedRange<Int>

  /// What holds where a timing does not say it.
  public let standard: Int

  init(
    _ name: String, _ standard: Int, _ range: ClosedRange<Int>, _ unit: String, _ meaning: String
  ) {
    self.name = name
    self.range = range
    self.unit = unit
    self.meaning = meaning
    self.standard = standard
  }

  static let cycles = 0 ... 1_000_000
  static let interval = 1 ... 4096
  static let flag = 0 ... 1

  /// Where it is given, what it is called, what it counts and means: one line.
  public var summary: String { "\(name) (\(unit)): \(meaning)" }

  /// What is wrong with a value of this, if anything is.
  public func problem(of value: Double) -> String? {
    guard let number = Int(exactly: value) else { return "`\(name)` is \(value), no whole number" }
    guard range.contains(number) else {
      return "`\(name)` is \(number), which is not in \(range.lowerBound) to \(range.upperBound)"
    }
    return nil
  }

  /// The rows of a table in Markdown: name, what it counts, what holds unless said, and what it means.
  public static func reference(_ table: [Self]) -> String {
    let rows = table.map { "| `\($0.name)` | \($0.unit) | \($0.standard) | \($0.meaning) |" }
    return (["| number | counts | unless said | meaning |", "|---|---|---|---|"] + rows)
      .joined(separator: "\n")
  }

}
