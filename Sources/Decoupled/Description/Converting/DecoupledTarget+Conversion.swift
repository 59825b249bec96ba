public import Diagnostics
import Passes
import TargetKit

extension DecoupledTarget {

  /// The keys of what is said in other words.
  private static let replaced = [
    "memories", "units", "tokens", "instructions", "micro-op", "options",
  ]

  /// The description that this was read from, with what instructions do in place of what they mean.
  ///
  /// Patterns, clocks and all else stay as they are written; remarks before what is replaced go.
  /// - Errors: it says what instructions do already, or the machine has something that effects can not
  ///   say.
  public func converted(_ source: SourceText) throws(Diagnostic) -> String {
    let sections = Section.all(
      source.text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline))
    guard sections.contains(where: { $0.key == "memories" }) else {
      throw .error("`\(source.name)` says what its instructions do already")
    }
    var result: [String] = []
    var isWritten = false
    for section in sections {
      guard let key = section.key, Self.replaced.contains(key) else {
        result += section.lines
        continue
      }
      if !isWritten { result += try EffectsText(accelerator).lines() + [""] }
      isWritten = true
    }
    let text = result.joined(separator: "\n")
    try check(text, of: source)
    return text
  }

  /// - Errors: what was written is not read as this machine.
  private func check(_ text: String, of source: SourceText) throws(Diagnostic) {
    let (read, mistakes) = DecoupledDescription.read(SourceText(name: source.name, text: text))
    guard let read else {
      let first = mistakes.elements.first { $0.level == .error }
      throw .error(
        "effects can not say what `\(description.name)` is",
        hints: [first?.message ?? "it is no machine of this kind then"] + (first?.hints ?? []))
    }
    var (own, other) = (accelerator, read)
    own.common.interface.patterns = []
    other.common.interface.patterns = []
    guard own == other else {
      throw .error(
        "what effects say of `\(description.name)` is another machine",
        hints: ["`options` or parameters without fields say something that effects can not say"])
    }
  }

}

/// The lines of a key of the whole description, with the remarks before it.
private struct Section {

  let key: String?
  var lines: [String] = []

  static func all(_ lines: [Substring]) -> [Section] {
    var sections = [Section(key: nil)]
    var remarks: [String] = []
    for line in lines {
      if let key = key(of: line) {
        sections.append(Section(key: key, lines: remarks + [String(line)]))
        remarks = []
      } else if line.hasPrefix("#") || line.isEmpty {
        remarks.append(String(line))
      } else {
        sections[sections.count - 1].lines += remarks + [String(line)]
        remarks = []
      }
    }
    sections[sections.count - 1].lines += remarks
    return sections
  }

  private static func key(of line: Substring) -> String? {
    guard let colon = line.firstIndex(of: ":"), let first = line.first, first.isLetter else {
      return nil
    }
    let key = line[..<colon]
    return key.allSatisfy { $0.isLetter || $0 == "-" } ? String(key) : nil
  }

}
