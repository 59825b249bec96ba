import Canvas
import Debugger
import Support

extension MemoryAnswer: Rendered {

  static let schema: Schema = [
    "memory": .text,
    "rows": .list([
      "index": .integer, "values": .list(.integer), "text": .text, "changed": .flag,
    ]),
  ]

  var lines: [StyledText] {
    var table = Table([Table.Column(""), Table.Column("", .trailing), Table.Column("")])
    for row in rows {
      let index = isBytes ? "0x" + String(row.index, radix: 16) : "\(memory)[\(row.index)]"
      table.append([
        StyledText(row.isChanged ? "*" : " ", .changed), StyledText(index, .name),
        StyledText(row.text, row.isChanged ? .changed : .plain),
      ])
    }
    return table.lines()
  }

  var json: JSON {
    [
      "memory": .text(memory),
      "rows": .list(
        rows.map { row in
          [
            "index": .integer(row.index), "values": .list(row.values.map { .integer($0) }),
            "text": .text(row.text), "changed": .flag(row.isChanged),
          ]
        }),
    ]
  }

}

extension ShownValue: Rendered {

  static let schema = Schema.cuttable([
    "value": .text, "number?": .integer, "rows?": .list(.list(.integer)),
    "tensors?": .list(TensorView.schema),
  ])

  /// As it stands behind an equals sign.
  var text: String {
    switch self {
    case .number(_, let text): text
    case .elements(let rows): rows.map(\.text).joined(separator: "; ")
    case .tensors(let tensors, let node):
      tensors.map { (node.map { "\($0) = " } ?? "") + $0.text }.joined(separator: "\n")
    }
  }

  var lines: [StyledText] { text.split(separator: "\n").map { StyledText($0) } }

  var json: JSON {
    var json: JSON = ["value": .text(text)]
    switch self {
    case .number(let number, _): json["number"] = .integer(number)
    case .elements(let rows):
      json["rows"] = .list(rows.map { .list($0.values.map { .integer($0) }) })
    case .tensors(let tensors, _): json["tensors"] = .list(tensors.map(\.json))
    }
    return json
  }

}

extension DisplayView {

  static let schema: Schema = [
    "number": .integer, "expression": .text, "value": .text.orNull, "problem?": .text,
  ]

  /// As `1: acc[0][0] = 7`.
  var text: String {
    let head = "\(number): \(expression)"
    return switch value {
    case nil: head
    case .value(let value): "\(head) = \(value.text)"
    case .problem(let problem): "\(head): \(problem)"
    }
  }

  var json: JSON {
    var json: JSON = [
      "number": .integer(number), "expression": .text(expression), "value": .null,
    ]
    switch value {
    case nil: break
    case .value(let value): json["value"] = .text(value.text)
    case .problem(let problem): json["problem"] = .text(problem)
    }
    return json
  }

}
