import Canvas
import Debugger
import Diagnostics
import Simulation
import Support

extension DriverAnswer: Rendered {

  static let schema: Schema = [
    "runs": .list([
      "name": .text, "target": .text, "driver": .text.orNull, "instructions": .integer,
      "verdict": .words(Verdict.self), "culprit": culprit.orNull,
      "differences": .list(difference), "failure": .text.orNull, "printed": .list(.text),
      "memories": .flag, "stored": .text.orNull, "probes": .integer,
    ])
  ]

  private static let culprit: Schema = [
    "insn": .integer, "text": .text.orNull, "origin": .text.orNull, "tile": .text.orNull,
    "graph": .list(.text), "model": .list(.text), "first": .flag,
  ]

  private static let difference: Schema = [
    "memory": .text, "count": .integer,
    "values": .list([
      "place": .text, "cells": .cells, "expected": .number, "found": .number,
      "tensor": .text.orNull,
    ]),
  ]

  var lines: [StyledText] { runs.flatMap(\.lines) }

  var json: JSON { ["runs": .list(runs.map(\.json))] }

  /// What to say where something is not right; nil where all is.
  var problem: Diagnostic? {
    guard let run = firstWrong else { return nil }
    return .error(
      run.sentence, notes: run.printed.map { "the driver printed: \($0)" },
      hints: run.hints + (run.wayOut.map { [$0] } ?? []),
      failure: .mismatch)
  }

}

extension DriverAnswer.Run {

  fileprivate var lines: [StyledText] {
    let size = "\(instructionCount) \(instructionCount == 1 ? "instruction" : "instructions")"
    switch verdict {
    case .same:
      let what = comparesMemories ? "DRAM and memories on the chip" : "DRAM"
      return ["\(name, .name): equal, \(size), \(what)"]
    case .skipped: return ["\(name, .name): \(StyledText("not compared, \(size)", .dim))"]
    case .differs, .fails, .order, .beginning:
      var lines: [StyledText] = ["\(name, .name): \(verdict.phrase, .error), \(size)"]
      if let culprit { lines += culprit.lines }
      if let failure { lines.append("  driver \(failure)") }
      if let storedMemory, culprit != nil {
        let seen = "the device shows no memories: \(storedMemory) was seen as it is stored"
        lines.append(StyledText("  " + seen, .dim))
      }
      return lines + differences.flatMap(\.lines)
    }
  }

  /// What is wrong, in one sentence.
  fileprivate var sentence: String {
    let driver = driver ?? ""
    let place = culprit.map { "instruction \($0.instruction.number)" } ?? "the start"
    switch verdict {
    case .differs:
      return "`\(driver)` differs from the simulator first at \(place) of `\(name)`"
    case .fails: return "`\(driver)` \(failure ?? "fails") at \(place) of `\(name)`"
    case .order:
      return "`\(driver)` differs from the simulator in `\(name)` only where units run together"
    case .beginning:
      return "`\(driver)` \(failure ?? "differs from the simulator") before it runs an instruction"
        + " of `\(name)`"
    case .same, .skipped: return ""
    }
  }

  fileprivate var hints: [String] {
    switch verdict {
    case .order:
      ["each instruction by itself is right: look at tokens, and at `lint` for races"]
    case .beginning:
      ["look at `open`, `write` and `read`, and at `run` of a program that only finishes"]
    case .differs where !comparesMemories:
      ["what a store does not show is seen further on: let `read` know the memories"]
    case .differs, .fails:
      culprit.map { ["`goto \($0.instruction.number)` stands before it here"] } ?? []
    case .same, .skipped: []
    }
  }

  fileprivate var json: JSON {
    [
      "name": .text(name), "target": .text(target), "driver": JSON(driver),
      "instructions": .integer(instructionCount), "verdict": .text(verdict.rawValue),
      "culprit": culprit?.json ?? .null, "differences": .list(differences.map(\.json)),
      "failure": JSON(failure), "printed": JSON(printed), "memories": .flag(comparesMemories),
      "stored": JSON(storedMemory),
      "probes": .integer(probes),
    ]
  }

}

extension DriverAnswer.Verdict {
  fileprivate var phrase: String {
    switch self {
    case .same: "equal"
    case .differs: "differs"
    case .fails: "the driver fails"
    case .order: "differs where units run together"
    case .beginning: "wrong from the start"
    case .skipped: "not compared"
    }
  }
}

extension DriverAnswer.Culprit {

  fileprivate var lines: [StyledText] {
    var lines: [StyledText] = ["  first  " + instruction.line]
    if let statement { lines.append("  tile   \(statement)") }
    if !nodes.isEmpty { lines.append("  graph  \(nodes.joined(separator: ", "))") }
    if !sources.isEmpty { lines.append("  model  \(sources.joined(separator: ", "), .name)") }
    if !isFirst {
      lines.append(
        StyledText("  what was overwritten before it may have differed already", .dim))
    }
    return lines
  }

  fileprivate var json: JSON {
    [
      "insn": JSON(instruction.number), "text": JSON(instruction.text),
      "origin": JSON(instruction.origin), "tile": JSON(statement), "graph": JSON(nodes),
      "model": JSON(sources), "first": .flag(isFirst),
    ]
  }

}

extension DriverAnswer.Difference {

  fileprivate var lines: [StyledText] {
    let shown = values.map { value -> StyledText in
      let tensor = value.tensor.map { " of `\($0)`" } ?? ""
      return
        "    \("\(value.cells)", .name)\(tensor): expected \(value.expected.description, .number), found \(value.found.description, .error)"
    }
    let more = count - values.count
    let what = memory == CellPlace.dram ? "bytes" : "values"
    return ["  \(memory, .name): \(count) \(count == 1 ? String(what.dropLast()) : what) differ"]
      + shown + (more > 0 ? [StyledText("    and \(more) more", .dim)] : [])
  }

  fileprivate var json: JSON {
    [
      "memory": .text(memory), "count": .integer(count),
      "values": .list(
        values.map {
          [
            "place": .text("\($0.cells)"), "cells": $0.cells.json, "expected": $0.expected.json,
            "found": $0.found.json, "tensor": JSON($0.tensor),
          ]
        }),
    ]
  }

}

extension DriverHeaderAnswer: Rendered {

  static let schema: Schema = [
    "version": .integer, "text": .text, "file": .text.orNull, "bytes": .integer.orNull,
  ]

  var lines: [StyledText] {
    guard let file else {
      return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map {
        StyledText(String($0))
      }
    }
    return ["\(file.path, .name): \(file.byteCount) bytes, version \(version, .number)"]
  }

  var json: JSON {
    [
      "version": .integer(version), "text": .text(text), "file": JSON(file?.path),
      "bytes": JSON(file?.byteCount),
    ]
  }

}
