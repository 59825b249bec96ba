public import Diagnostics
import Support

/// The clock that a run uses, as the user names it: one of an accelerator's, with numbers that are
/// other than its description has them, or the functional clock, in which an instruction is one
/// step.
public struct ClockChoice: Sendable, Hashable {

  /// A number that is set.
  public struct Number: Sendable, Hashable {

    /// As the accelerator's family calls it, such as `dram-latency`.
    public var name: String
    public var value: Double

    public init(name: String, value: Double) {
      self.name = name
      self.value = value
    }
  }

  /// The name of a clock of the accelerator; nil for the functional clock.
  public var timing: String?

  public var numbers: [Number]

  public init(_ timing: String? = nil, numbers: [Number] = []) {
    self.timing = timing
    self.numbers = numbers
  }

  /// Steps are instructions, and nothing takes time.
  public static let functional = ClockChoice()

  /// What the functional clock is called where a clock is named.
  public static let functionalName = "functional"

}

extension ClockChoice: CustomStringConvertible {
  /// As `fast{dram-latency=20}`.
  public var description: String {
    guard let timing else { return ClockChoice.functionalName }
    return ConfiguredName.spelling(
      timing, numbers.map { (name: $0.name, value: shortNumber($0.value)) })
  }
}

extension ClockChoice {

  /// Reads `NAME` or `NAME{number=value,…}`.
  /// - Errors: the text is neither.
  public init(parsing text: String) throws(Diagnostic) {
    let configured = try ConfiguredName(parsing: text)
    self.init(configured.name == ClockChoice.functionalName ? nil : configured.name)
    for setting in configured.settings {
      if timing == nil {
        throw .error("the functional clock has no number `\(setting.name)`", at: setting.place)
      }
      guard let value = Double(setting.value) else {
        throw .error(
          "`\(setting.value)` is no number, which `\(setting.name)` must be", at: setting.place,
          hints: ["write `dram-latency=20`"])
      }
      numbers.append(Number(name: setting.name, value: value))
    }
  }

  /// Says that `target` has no clock of the name, with those that it has.
  public func unknown(to target: String, among names: [String]) -> Diagnostic {
    let names = names + [ClockChoice.functionalName]
    let near = nearest(to: timing ?? "", in: names, most: 1).first
    return .error(
      "`\(target)` has no timing `\(timing ?? ClockChoice.functionalName)`",
      hints: [near.map { "did you mean `\($0)`?" } ?? "it has \(names.joined(separator: ", "))"])
  }

}
