import Canvas
import Debugger
import Simulation
import Support

extension StreamsAnswer: Rendered {

  static let schema: Schema = [
    "streams": .list([
      "name": .text, "number": .integer, "instructions": .integer, "first": .integer.orNull,
      "last": .integer.orNull,
    ])
  ]

  var lines: [StyledText] { streams.map { StyledText($0.text) } }

  var json: JSON { ["streams": .list(streams.map(\.json))] }

}

extension StreamsAnswer.Stream {

  fileprivate var last: InstructionNumber? { first?.advanced(by: count - 1) }

  fileprivate var text: String {
    guard let first, let last else { return "\(name): empty" }
    return "\(name): \(count) instructions, \(first) to \(last)"
  }

  fileprivate var json: JSON {
    [
      "name": .text(name), "number": .integer(number), "instructions": .integer(count),
      "first": JSON(first), "last": JSON(last),
    ]
  }

}

extension InitialTokensAnswer: Rendered {

  static let schema: Schema = [
    "tokens": .list(["queue": .text, "from": .text, "to": .text, "tokens": .integer])
  ]

  var lines: [StyledText] {
    let some = queues.filter { $0.count > 0 }
    guard !some.isEmpty else { return ["no queue begins with a token"] }
    return some.map {
      "\($0.name), from \($0.from) to \($0.to), begins with \($0.count, .number) \($0.count == 1 ? "token" : "tokens")"
    }
  }

  var json: JSON {
    [
      "tokens": .list(
        queues.map {
          [
            "queue": .text($0.name), "from": .text($0.from), "to": .text($0.to),
            "tokens": .integer($0.count),
          ]
        })
    ]
  }

}

extension SavedStreams: Rendered {

  static let schema: Schema = [
    "name": .text, "instructions": .integer, "folder": .text, "others": .integer,
    "files": .list(.text),
  ]

  var lines: [StyledText] {
    let head: StyledText = "\(name): \(instructionCount) instructions in \(folder)"
    guard others > 0 else { return [head] }
    return [head, "\(others) other regions are not in it: `goto` one, then save"]
  }

  var json: JSON {
    [
      "name": .text(name), "instructions": .integer(instructionCount), "folder": .text(folder),
      "others": .integer(others), "files": JSON(lines.map(\.text)),
    ]
  }

}

extension ExportAnswer: Rendered {

  static let schema: Schema = [
    "file": .text, "bytes": .integer, "part": .text, "cycles": .integer,
  ]

  var lines: [StyledText] {
    ["\(file.path): \(file.byteCount) bytes, \(cycles) cycles of `\(part)`"]
  }

  var json: JSON {
    [
      "file": .text(file.path), "bytes": .integer(file.byteCount), "part": .text(part),
      "cycles": .integer(cycles),
    ]
  }

}

/// Files that were written.
struct WrittenFilesAnswer: Rendered {

  static let schema: Schema = [
    "files": .list(["name": .text, "bytes": .integer])
  ]

  var files: [WrittenFile]

  var lines: [StyledText] { files.map { "\($0.path): \($0.byteCount) bytes" } }

  var json: JSON {
    ["files": .list(files.map { ["name": .text($0.path), "bytes": .integer($0.byteCount)] })]
  }

}
