import Diagnostics
import Support

/// A number that a program has, and that `assert` compares.
public struct Measure: Sendable {

  /// What the number counts, and so how it is written.
  public enum Unit: String, Sendable, Hashable, CaseIterable {

    /// As `90%` or `0.9`.
    case share

    /// As `3`, `12 k`, `1.5 M`.
    case count

    /// As `4096`, `12 kB`.
    case bytes

    /// As `0.02`.
    case real
  }

  /// What was found.
  struct Reading: Sendable {

    var value: Double

    /// The number as readers know it, with what it was made from.
    var text: String

    /// What to look at where the number is not as it should be, the worst first.
    var offenders: [String] = []

    /// The command that says more, where it is another than for other programs.
    var more: String?
  }

  public let name: String
  public let summary: String
  public let unit: Unit

  /// Whether it can be asked of one accelerator alone.
  public let takesTarget: Bool

  /// The command that says more.
  let more: String

  /// - Errors: there is nothing to measure, or a program cannot be run.
  let read: @Sendable (Session, String?) throws(Diagnostic) -> Reading

  init(
    _ name: String, _ summary: String, _ unit: Unit, takesTarget: Bool = false, more: String,
    _ read: @escaping @Sendable (Session, String?) throws(Diagnostic) -> Reading
  ) {
    self.name = name
    self.summary = summary
    self.unit = unit
    self.takesTarget = takesTarget
    self.more = more
    self.read = read
  }

}

extension Measure.Reading {

  init(_ value: Int, _ noun: String, plural: String? = nil, offenders: [String] = []) {
    let nouns = plural ?? noun + "s"
    self.init(
      value: Double(value), text: "\(value) \(value == 1 ? noun : nouns)", offenders: offenders)
  }

  /// A part of a whole; of nothing everything is there.
  init(share part: Int, of whole: Int, _ what: String, offenders: [String]) {
    self.init(
      value: whole == 0 ? 1 : Double(part) / Double(whole),
      text: "\(shareText(part, of: whole)) (\(countText(part)) of \(countText(whole)) \(what))",
      offenders: offenders)
  }

}

extension PartitionAnswer {

  /// What is on the host, the most by `key` first, in a line each.
  func hostLines(by key: (Amount) -> Int, _ unit: (Int) -> String) -> [String] {
    rest.filter { key($0.amount) > 0 }.sorted { key($0.amount) > key($1.amount) }.map { left in
      let count = left.amount.operators
      let more = count > 1 ? " and \(count - 1) more `\(left.operation)`" : ""
      let source = left.example.source.isEmpty ? "" : " (\(left.example.source))"
      return "\(left.example.title)\(source)\(more): \(unit(key(left.amount))), "
        + left.cause.sentence
    }
  }

}
