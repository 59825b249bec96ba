public import Diagnostics

/// What an instruction does, as its entries in a description say it.
///
/// Mistakes are told with places in these texts; their names are what the entries are called.
public struct EffectText: Hashable, Sendable {

  /// `i in 0:outer, u in uop[begin:end]`
  public var loops: SourceText?

  /// `d = u.dst + i*step; to = d : d + n`
  public var names: SourceText?

  public var cases: [Case]

  public struct Case: Hashable, Sendable {

    /// Nil where it always holds.
    public var when: SourceText?
    public var does: SourceText

    public init(when: SourceText? = nil, does: SourceText) {
      self.when = when
      self.does = does
    }

  }

  public init(loops: SourceText? = nil, names: SourceText? = nil, cases: [Case]) {
    self.loops = loops
    self.names = names
    self.cases = cases
  }

  /// The texts of an instruction with entries `for`, `let` and `does`, or `when` and `does` of each
  /// of its cases.
  public init(
    for loops: String? = nil, letting names: String? = nil, cases: [(when: String?, does: String)]
  ) {
    func named(_ name: String, _ index: Int) -> String {
      cases.count == 1 ? name : "\(name) \(index + 1)"
    }
    self.init(
      loops: loops.map { SourceText(name: "for", text: $0) },
      names: names.map { SourceText(name: "let", text: $0) },
      cases: cases.enumerated().map { index, text in
        Case(
          when: text.when.map { SourceText(name: named("when", index), text: $0) },
          does: SourceText(name: named("does", index), text: text.does))
      })
  }

  /// The texts of an instruction that does one thing.
  public init(for loops: String? = nil, letting names: String? = nil, does: String) {
    self.init(for: loops, letting: names, cases: [(nil, does)])
  }

}

extension EffectText: CustomStringConvertible {

  /// One entry on each line.
  public var description: String {
    var lines = [("for", loops), ("let", names)].compactMap { name, text in
      text.map { "\(name): \($0.text)" }
    }
    for text in cases {
      if let when = text.when { lines.append("when: \(when.text)") }
      lines.append("does: \(text.does.text)")
    }
    return lines.joined(separator: "\n")
  }

}
