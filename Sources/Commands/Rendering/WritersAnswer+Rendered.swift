import Canvas
import Debugger
import Simulation
import Support

extension NamedInstruction {

  /// As `#118 GEMM … (conv2d %12)`.
  var line: StyledText {
    guard let text else { return "\("\(number)", .number)" }
    var line: StyledText = "\("\(number)", .number) \(text)"
    if let origin { line.append("  \(origin)", .dim) }
    return line
  }

}

extension WritersAnswer: Rendered {

  static let schema: Schema = [
    "cells": .text,
    "writers": .list([
      "place": .text, "cells": .cells, "insn": .integer.orNull, "text": .text.orNull,
      "origin": .text.orNull,
    ]),
  ]

  var lines: [StyledText] {
    writers.map { writer in
      let name: StyledText = "\("\(writer.place)", .name): "
      guard let instruction = writer.instruction else {
        return name
          + StyledText(
            writer.place.isDRAM
              ? "nothing has written it: it is as the host left it"
              : "nothing has written it since the start", .dim)
      }
      return name + "written by " + instruction.line
    }
  }

  var json: JSON {
    [
      "cells": .text("\(cells)"),
      "writers": .list(
        writers.map {
          [
            "place": .text("\($0.place)"), "cells": $0.place.json,
            "insn": JSON($0.instruction?.number), "text": JSON($0.instruction?.text),
            "origin": JSON($0.instruction?.origin),
          ]
        }),
    ]
  }

}

extension NextUseAnswer: Rendered {

  static let schema: Schema = [
    "cells": .text, "use": .words(["read", "write", "never", "unknown"]),
    "insn": .integer.orNull, "output": .text.orNull,
  ]

  var lines: [StyledText] {
    let name: StyledText = "\("\(cells)", .name): "
    switch use {
    case .read(let instruction): return [name + "read next by " + instruction.line]
    case .written(let instruction):
      return [name + "written over by " + instruction.line + ", and not read before"]
    case .never(let output):
      let rest = output.map { "; the host takes it as `\($0)` at the end" } ?? ""
      return [name + StyledText("nothing reads or writes it any more" + rest)]
    case .unknown:
      return [name + "not known: the streams stop before anything touches it"]
    }
  }

  var json: JSON {
    let (word, number, output): (String, InstructionNumber?, String?) =
      switch use {
      case .read(let instruction): ("read", instruction.number, nil)
      case .written(let instruction): ("write", instruction.number, nil)
      case .never(let output): ("never", nil, output)
      case .unknown: ("unknown", nil, nil)
      }
    return [
      "cells": .text("\(cells)"), "use": .text(word), "insn": JSON(number),
      "output": JSON(output),
    ]
  }

}

extension PastLogAnswer: Rendered {

  static let schema: Schema = [
    "location": .text, "hits": .list(["insn": .integer.orNull, "text": .text]),
  ]

  var lines: [StyledText] {
    guard !hits.isEmpty else { return [StyledText("it has never been there so far", .dim)] }
    return hits.map { "\($0.instruction.map { "\($0)" } ?? "end", .number)  \($0.text)" }
  }

  var json: JSON {
    [
      "location": .text(location),
      "hits": .list(hits.map { ["insn": JSON($0.instruction), "text": .text($0.text)] }),
    ]
  }

}
