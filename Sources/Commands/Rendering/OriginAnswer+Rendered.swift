import Canvas
import Debugger
import Simulation
import Support

extension OriginAnswer: Rendered {

  static let schema: Schema = [
    "cells": .text, "value": .text.orNull,
    "steps": .list([
      "insn": .integer, "written": .list(.text), "read": .list(.text),
      "constant": .integer.orNull, "copy": .flag,
    ]),
    "sources": .list([
      "name": .text, "role": .text, "bytes": .integer, "box": .text.orNull,
      "ranges": .orNull(.list(.range)), "dram": .list(.range),
    ]),
    "dram": .list(.range), "unwritten": .list(.text),
  ]

  var lines: [StyledText] {
    var lines: [StyledText] = []
    if let value { lines.append("\("\(cells)", .name) = \(value.text)") }
    for step in steps.prefix(shownCount) {
      lines.append("← " + step.instruction.line)
      lines.append(StyledText("    " + step.formula, .dim))
    }
    if steps.count > shownCount {
      lines.append(StyledText("… and \(steps.count - shownCount) instructions more", .dim))
    }
    lines += sources.map { "from " + $0.line }
    lines += unwritten.map { "from \("\($0)", .name), which nothing has written" }
    if sources.isEmpty, unwritten.isEmpty {
      lines.append(steps.isEmpty ? "nothing has written it" : "from constants alone")
    }
    return lines
  }

  var json: JSON {
    [
      "cells": .text("\(cells)"), "value": JSON(value?.text), "steps": .list(steps.map(\.json)),
      "sources": .list(sources.map(\.json)), "dram": .list(dram.map(\.json)),
      "unwritten": JSON(unwritten.map { "\($0)" }),
    ]
  }

}

extension OriginAnswer.Step {

  /// As `acc[2][7] from acc[2][7], inp[32], wgt[71][112:128] and the constant 0`.
  fileprivate var formula: String {
    var parts = [OriginAnswer.listed(read)].filter { !$0.isEmpty }
    if let constant { parts.append("the constant \(constant)") }
    let verb = isCopy ? "copied from" : "made from"
    return "\(OriginAnswer.listed(written)) \(verb) \(parts.joined(separator: " and "))"
  }

  fileprivate var json: JSON {
    [
      "insn": JSON(instruction.number), "written": JSON(written.map { "\($0)" }),
      "read": JSON(read.map { "\($0)" }), "constant": JSON(constant), "copy": .flag(isCopy),
    ]
  }

}

extension OriginAnswer.Source {

  /// As `[0, 0:16, 3:6, 2:5]`.
  private var boxText: String? {
    box.map { box in
      let axes = box.map {
        $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound):\($0.upperBound)"
      }
      return "[\(axes.joined(separator: ", "))]"
    }
  }

  fileprivate var line: StyledText {
    var line: StyledText = "\(name, .name)"
    if let boxText { line += StyledText(boxText) }
    line.append(
      "  \(bytes) \(bytes == 1 ? "byte" : "bytes")\(role.isEmpty ? "" : " of \(role)")", .dim)
    return line
  }

  fileprivate var json: JSON {
    [
      "name": .text(name), "role": .text(role), "bytes": .integer(bytes), "box": JSON(boxText),
      "ranges": box.map { .list($0.map(\.json)) } ?? .null, "dram": .list(addresses.map(\.json)),
    ]
  }

}
