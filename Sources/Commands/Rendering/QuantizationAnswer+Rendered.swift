import Canvas
import Debugger
import Support

extension QuantizationAnswer: Rendered {

  static let schema: Schema = [
    "error": Error.schema, "start": Error.schema.orNull, "inputs": .text, "method": .text.orNull,
    "trials": .integer, "corrected": .integer, "equalized": .integer, "floats": .list(.text),
    "tensors": .list([
      "node": .text, "operator": .text, "source": .text, "kind": .words(Kind.self),
      "finest": .integer, "coarsest": .integer, "cost": Error.schema,
      "candidates": .list([
        "exponent": .integer, "methods": .list(.text), "error": Error.schema.orNull,
      ]),
    ]),
  ]

  var lines: [StyledText] {
    var lines: [StyledText] = [StyledText("error \(error.words), on \(inputs)")]
    if let start {
      lines.append(StyledText("with the scales of least square error \(start.words)", .dim))
    }
    let how = method.map { "by \($0)" } ?? "by the error of the outputs, \(trials) programs run"
    lines.append(StyledText("scales \(how)"))
    if corrected > 0 { lines.append("products with corrected biases: \(corrected)") }
    if equalized > 0 { lines.append("product pairs with equalized channels: \(equalized)") }
    if !floats.isEmpty { lines.append("in floats: \(floats.joined(separator: ", "))") }
    return lines + [""] + table.lines()
  }

  private var table: Table {
    var table = Table([
      .init("tensor"), .init("scale"), .init("relative", .trailing), .init("greatest", .trailing),
      .init("cosine", .trailing), .init("other scales"),
    ])
    for row in rows {
      let source = row.source.isEmpty ? "" : " (\(row.source))"
      let what = row.kind == .weights ? "weights of " : ""
      table.append([
        "\("\(what)\(row.node) \(row.operation)", .name)\(source)", StyledText(row.scale),
        StyledText(row.cost.relative.short), StyledText(row.cost.greatest.short),
        StyledText(row.cost.cosine.short), StyledText(row.others, .dim),
      ])
    }
    return table
  }

  var json: JSON {
    [
      "error": error.json, "start": start?.json ?? .null, "inputs": .text(inputs),
      "method": JSON(method), "trials": .integer(trials), "corrected": .integer(corrected),
      "equalized": .integer(equalized), "floats": JSON(floats), "tensors": .list(rows.map(\.json)),
    ]
  }

}

extension QuantizationAnswer.Error {

  fileprivate static let schema: Schema = [
    "greatest": .number, "relative": .number, "cosine": .number, "sameClass": .integer,
    "samples": .integer,
  ]

  fileprivate var json: JSON {
    [
      "greatest": .real(greatest), "relative": .real(relative), "cosine": .real(cosine),
      "sameClass": .integer(sameClass), "samples": .integer(samples),
    ]
  }

  fileprivate var words: String {
    "\(greatest.short) of the largest element, relative \(relative.short), cosine \(cosine.short), "
      + "the same greatest element in \(sameClass) of \(samples) samples"
  }

}

extension QuantizationAnswer.Row {

  /// As `2^-5`, or `2^-9 to 2^-6` by channel.
  fileprivate var scale: String {
    finest == coarsest ? "2^\(finest)" : "2^\(finest) to 2^\(coarsest)"
  }

  /// As `2^-6 mse, entropy: 0.0213; 2^-4 max`.
  fileprivate var others: String {
    candidates.filter { !(finest ... coarsest).contains($0.exponent) }.map { candidate in
      let methods = candidate.methods.joined(separator: ", ")
      let error = candidate.error.map { ": \($0.greatest.short)" } ?? ""
      return "2^\(candidate.exponent)" + (methods.isEmpty ? "" : " \(methods)") + error
    }.joined(separator: "; ")
  }

  fileprivate var json: JSON {
    [
      "node": .text(node), "operator": .text(operation), "source": .text(source),
      "kind": .text(kind.rawValue), "finest": .integer(finest), "coarsest": .integer(coarsest),
      "cost": cost.json,
      "candidates": .list(
        candidates.map { candidate in
          [
            "exponent": .integer(candidate.exponent), "methods": JSON(candidate.methods),
            "error": candidate.error?.json ?? .null,
          ]
        }),
    ]
  }

}

extension Double {
  /// With four digits behind the point, or as many as tell it from 0 and 1.
  fileprivate var short: String { shortNumber((self * 1e6).rounded() / 1e6) }
}
