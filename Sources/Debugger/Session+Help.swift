public import Canvas
import GraphIR
import Passes
import Support
import TargetKit

extension Session {

  /// What there is to say about `words`: `passes`, `pass NAME`, `ops`, `op NAME`, `laws`; nil where that is
  /// none of them.
  public mutating func help(on words: [String]) -> [StyledText]? {
    let name = words.count > 1 ? words[1] : nil
    switch (words[0], name) {
    case ("passes", nil):
      var table = Table("", "")
      for pass in (try? passViews()) ?? [] {
        table.append(["\(pass.name, .name)", StyledText(pass.summary)])
      }
      return table.lines()
    case ("pass", let name?): return passHelp(name)
    case ("ops", nil):
      var table = Table("", "")
      for op in Op.all { table.append(["\(op.name, .name)", StyledText(op.summary)]) }
      return table.lines()
    case ("op", let name?): return opHelp(name)
    case ("laws", nil):
      var table = Table("law", "what holds of every program")
      for law in Law.all { table.append(["\(law.name, .name)", StyledText(law.statement)]) }
      return table.lines()
    default: return nil
    }
  }

  /// What a pass does and its options; nil where there is no such pass.
  mutating func passHelp(_ name: String) -> [StyledText]? {
    guard let call = try? PassCall(parsing: name),
      let info = try? wholeCatalog().passes(call).first?.info
    else { return nil }
    var lines: [StyledText] = ["\(info.name, .emphasis): \(info.summary)"]
    for option in info.options {
      let choices = option.choices.isEmpty ? "" : " (\(option.choices.joined(separator: ", ")))"
      lines.append(
        "  \(option.name, .name)=\(option.defaultValue)  \(option.summary)\(choices)")
    }
    return lines
  }

  /// The signature of an operator and its attributes; nil where there is no such operator.
  func opHelp(_ name: String) -> [StyledText]? {
    guard let op = Op.named(name) else { return nil }
    let operands = op.operands.map(\.name).joined(separator: ", ")
    var lines: [StyledText] = ["\(op.name, .emphasis)(\(operands)): \(op.summary)"]
    for operand in op.operands where !operand.summary.isEmpty {
      lines.append("  \(operand.name, .name)  \(operand.summary)")
    }
    for key in op.attributes {
      lines.append(
        "  \(key.name, .name)=\(key.defaultAttribute.spelling)  \(key.kind)\(key.summary.isEmpty ? "" : ": ")\(key.summary)"
      )
    }
    return lines
  }

}
