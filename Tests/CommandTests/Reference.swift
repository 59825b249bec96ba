import Canvas
@testable import Commands
import Debugger
import GraphIR
import Testing

/// The pages of the manual that are made from what the program says of itself.
struct Reference: Sendable, CustomTestStringConvertible {

  var name: String
  var text: @Sendable () throws -> String

  var path: String { "Sources/sluice/Sluice.docc/\(name).md" }
  var testDescription: String { name }

  static let all = [
    Reference(name: "Commands", text: commands), Reference(name: "Replies", text: replies),
    Reference(name: "Passes", text: passes), Reference(name: "Reasons", text: reasons),
    Reference(name: "Operators", text: operators), Reference(name: "Laws", text: laws),
    Reference(name: "Instructions", text: instructions), Reference(name: "Timing", text: timing),
  ]

  static let head = """
    <!-- Written by `UPDATE_GOLDEN=1 swift test --filter Document`; do not edit. -->
    """

  // MARK: Commands

  @Sendable private static func commands() -> String {
    var lines = ["# Commands", "", "What the prompt and scripts understand.", "", head]
    for group in CommandGroup.allCases {
      lines += ["", "## \(group.rawValue)"]
      for info in allCommands.map(\.info) where info.group == group { lines += section(of: info) }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func section(of info: CommandInfo) -> [String] {
    var lines = ["", "### \(info.name)", "", "`\(info.usage)`", "", sentence(info.summary)]
    let short = shortestPrefix(of: info)
    var words = ["Short: `\(short)`"]
    let aliases = info.aliases.filter { $0 != short }
    if !aliases.isEmpty { words.append("also " + list(aliases)) }
    if !info.reversed.isEmpty { words.append("backwards " + list(info.reversed)) }
    lines += ["", words.joined(separator: "; ") + "."]
    let rows =
      info.parameters.map { ($0.spelling, $0.summary) }
      + info.flags.map { ($0.spelling, $0.summary) }
    if !rows.isEmpty { lines += [""] + rows.map { "- `\($0)`: \($1)" } }
    for paragraph in info.details { lines += ["", paragraph] }
    if !info.examples.isEmpty {
      lines += ["", "```text"] + info.examples.map(\.line) + ["```"]
    }
    return lines
  }

  private static func list(_ words: [String]) -> String {
    words.map { "`\($0)`" }.joined(separator: " ")
  }

  static func sentence(_ text: String) -> String {
    text.prefix(1).uppercased() + text.dropFirst() + "."
  }

  // MARK: Passes

  @Sendable private static func passes() throws -> String {
    var interpreter = Headless.interpreter(in: .nothing)
    var lines = ["# Passes", "", "What can be applied to a program.", "", head, ""]
    lines += [
      "Passes are listed in their default order; those from `tile` on belong to the targets of the"
        + " decoupled family.", "Options are written `PASS{option=value}`.",
    ]
    for view in try interpreter.session.passViews() {
      let explanation = try interpreter.session.explain(view.name).lines.map(\.text)
      lines += ["", "## \(view.name)", "", sentence(view.summary)]
      let rest = explanation.dropFirst()
      if !rest.isEmpty { lines += ["", "```text"] + rest.map(\.trimmedAtEnd) + ["```"] }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  // MARK: Operators

  @Sendable private static func operators() -> String {
    var lines = ["# Operators", "", "What graphs compute with.", "", head, ""]
    lines.append("Names, operands and attributes are those of Relay where Relay has the operator.")
    for op in Op.all {
      let operands = op.operands.map(\.name).joined(separator: ", ")
      lines += ["", "## \(op.name)", "", "`\(op.name)(\(operands))`: \(op.summary)."]
      let rows =
        op.operands.filter { !$0.summary.isEmpty }.map { ("\($0.name)", $0.summary) }
        + op.attributes.map { ("\($0.name)=\(spelling(of: $0.defaultAttribute))", note(on: $0)) }
      if !rows.isEmpty { lines += [""] + rows.map { "- `\($0)`: \($1)" } }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func note(on key: any AnyAttributeKey) -> String {
    key.summary.isEmpty ? key.kind : "\(key.kind), \(key.summary)"
  }

  private static func spelling(of value: AttributeValue) -> String {
    switch value {
    case .integer(let number): String(number)
    case .real(let number): String(number)
    case .flag(let flag): flag ? "True" : "False"
    case .text(let text): "\"\(text)\""
    case .list(let elements): "[\(elements.map { spelling(of: $0) }.joined(separator: ", "))]"
    case .none: "None"
    }
  }

}
