import Canvas
import Debugger
import Support

extension HelpAnswer: Rendered {

  /// One of the members, for what was asked.
  static let schema: Schema = [
    "passes?": entries, "operators?": entries, "laws?": entries, "pass?": PassHelp.schema,
    "operator?": OperatorHelp.schema, "instruction?": FormatHelp.schema,
    "blame?": BlameAnswer.schema, "why?": WhyAnswer.schema,
  ]

  fileprivate static let entries: Schema = .list(["name": .text, "summary": .text])

  var lines: [StyledText] {
    switch self {
    case .passes(let entries), .operators(let entries): entries.table(Table("", ""))
    case .laws(let entries): entries.table(Table("law", "what holds of every program"))
    case .pass(let help): help.lines
    case .op(let help): help.lines
    case .format(let help): help.lines
    case .blame(let answer): answer.lines
    case .why(let answer): answer.lines
    }
  }

  var json: JSON {
    switch self {
    case .passes(let entries): ["passes": entries.json]
    case .operators(let entries): ["operators": entries.json]
    case .laws(let entries): ["laws": entries.json]
    case .pass(let help): ["pass": help.json]
    case .op(let help): ["operator": help.json]
    case .format(let help): ["instruction": help.json]
    case .blame(let answer): ["blame": answer.json]
    case .why(let answer): ["why": answer.json]
    }
  }

}

extension [HelpAnswer]: Rendered {

  static var schema: Schema { HelpAnswer.schema }

  var lines: [StyledText] { flatMap(\.lines) }

  /// The members of all of them.
  var json: JSON { .object(flatMap { $0.json.members ?? [] }) }

}

extension [HelpAnswer.Entry] {

  fileprivate func table(_ head: Table) -> [StyledText] {
    var table = head
    for entry in self { table.append(["\(entry.name, .name)", StyledText(entry.summary)]) }
    return table.lines()
  }

  fileprivate var json: JSON {
    .list(map { ["name": .text($0.name), "summary": .text($0.summary)] })
  }

}

extension PassHelp {

  fileprivate static let schema: Schema = [
    "name": .text, "summary": .text,
    "options": .list([
      "name": .text, "default": .text, "summary": .text, "choices": .list(.text),
    ]),
  ]

  fileprivate var lines: [StyledText] {
    ["\(name, .emphasis): \(summary)"]
      + options.map { option in
        let choices =
          option.choices.isEmpty ? "" : " (\(option.choices.joined(separator: ", ")))"
        return "  \(option.name, .name)=\(option.standard)  \(option.summary)\(choices)"
      }
  }

  fileprivate var json: JSON {
    [
      "name": .text(name), "summary": .text(summary),
      "options": .list(
        options.map {
          [
            "name": .text($0.name), "default": .text($0.standard), "summary": .text($0.summary),
            "choices": JSON($0.choices),
          ]
        }),
    ]
  }

}

extension OperatorHelp {

  fileprivate static let schema: Schema = [
    "name": .text, "summary": .text, "operands": HelpAnswer.entries,
    "attributes": .list(["name": .text, "default": .text, "kind": .text, "summary": .text]),
  ]

  fileprivate var lines: [StyledText] {
    let names = operands.map(\.name).joined(separator: ", ")
    var lines: [StyledText] = ["\(name, .emphasis)(\(names)): \(summary)"]
    for operand in operands where !operand.summary.isEmpty {
      lines.append("  \(operand.name, .name)  \(operand.summary)")
    }
    for key in attributes {
      let colon = key.summary.isEmpty ? "" : ": "
      lines.append("  \(key.name, .name)=\(key.standard)  \(key.kind)\(colon)\(key.summary)")
    }
    return lines
  }

  fileprivate var json: JSON {
    [
      "name": .text(name), "summary": .text(summary), "operands": operands.json,
      "attributes": .list(
        attributes.map {
          [
            "name": .text($0.name), "default": .text($0.standard), "kind": .text($0.kind),
            "summary": .text($0.summary),
          ]
        }),
    ]
  }

}

extension FormatHelp {

  fileprivate static let schema: Schema = [
    "name": .text, "target": .text, "bits": .integer, "template": .text,
    "opcode": .integer.orNull, "opcodeField": FormatHelp.Field.schema,
    "fields": .list(FormatHelp.Field.schema), "units": .list(.text), "effect": .list(.text),
  ]

  fileprivate var lines: [StyledText] {
    let head: [StyledText] = [
      "\(name, .emphasis): \(target) instruction, \(width) bits", "  written  \(template)",
    ]
    let runs: [StyledText] =
      units.isEmpty ? [] : ["  unit     \(units.joined(separator: ", "))"]
    let does: [StyledText] = effect.enumerated().map { line, text in
      StyledText(line == 0 ? "  does     " : "           ") + StyledText(text)
    }
    var table = Table("  field", "bits", "")
    for field in fields {
      let last = field.lsb + field.width - 1
      let names = field.names.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
      table.append([
        "  \(field.name, .name)",
        StyledText(field.width == 1 ? "\(field.lsb)" : "\(field.lsb)–\(last)"),
        StyledText((field.isSigned ? "signed " : "") + names.joined(separator: " "), .dim),
      ])
    }
    return head + runs + does + table.lines()
  }

  fileprivate var json: JSON {
    [
      "name": .text(name), "target": .text(target), "bits": .integer(width),
      "template": .text(template), "opcode": JSON(opcode), "opcodeField": opcodeField.json,
      "fields": .list(fields.map(\.json)), "units": JSON(units),
      "effect": .list(effect.map(JSON.text)),
    ]
  }

}

extension FormatHelp.Field {

  fileprivate static let schema: Schema = [
    "name": .text, "lsb": .integer, "width": .integer, "signed": .flag, "names": .map(.text),
  ]

  fileprivate var json: JSON {
    [
      "name": .text(name), "lsb": .integer(lsb), "width": .integer(width),
      "signed": .flag(isSigned),
      "names": .object(
        names.sorted { $0.key < $1.key }.map { .init("\($0.key)", .text($0.value)) }),
    ]
  }
}
