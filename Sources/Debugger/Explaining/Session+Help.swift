import GraphIR
import Passes
import Support
import TargetKit

extension Session {

  /// What there is to say about `words`: `passes`, `pass NAME`, `ops`, `op NAME`, `laws`; nil where that is
  /// none of them.
  public mutating func help(on words: [String]) -> HelpAnswer? {
    let name = words.count > 1 ? words[1] : nil
    switch (words[0], name) {
    case ("passes", nil):
      let passes = (try? passViews()) ?? []
      return .passes(passes.map { .init(name: $0.name, summary: $0.summary) })
    case ("pass", let name?): return passHelp(name).map { .pass($0) }
    case ("ops", nil):
      return .operators(Op.all.map { .init(name: $0.name, summary: $0.summary) })
    case ("op", let name?): return opHelp(name).map { .op($0) }
    case ("laws", nil):
      return .laws(Law.all.map { .init(name: $0.name, summary: $0.statement) })
    default: return nil
    }
  }

  /// What a pass does and its options; nil where there is no such pass.
  mutating func passHelp(_ name: String) -> PassHelp? {
    guard let call = try? PassCall(parsing: name),
      let info = try? wholeCatalog().passes(call).first?.info
    else { return nil }
    return PassHelp(
      name: info.name, summary: info.summary,
      options: info.options.map {
        .init(
          name: $0.name, standard: $0.defaultSpelling, summary: $0.summary, choices: $0.choices)
      })
  }

  /// The signature of an operator and its attributes; nil where there is no such operator.
  func opHelp(_ name: String) -> OperatorHelp? {
    guard let op = Op.named(name) else { return nil }
    return OperatorHelp(
      name: op.name, summary: op.summary,
      operands: op.operands.map { .init(name: $0.name, summary: $0.summary) },
      attributes: op.attributes.map {
        .init(
          name: $0.name, standard: $0.defaultAttribute.spelling, kind: $0.kind,
          summary: $0.summary)
      })
  }

}
