import Canvas
import Debugger
import Support

extension ClocksAnswer: Rendered {

  static let schema: Schema = [
    "timing": .text, "timings": .list(.text),
    "clocks": .list(["name": .text, "target": .text, "numbers": .map(.number)]),
  ]

  var lines: [StyledText] {
    var table = Table("timing", "of", "numbers")
    table.append(["\(functional, .name)", "", "an instruction is one step"])
    for timing in timings {
      let numbers = timing.numbers.map { "\($0.name)=\(shortNumber($0.value))" }
      table.append([
        "\(timing.name, .name)", StyledText(timing.target),
        StyledText(numbers.joined(separator: " "), .dim),
      ])
    }
    return ["\("clock", .title) \(chosen, .name)"] + table.lines(width: 100)
  }

  var json: JSON {
    [
      "timing": .text(chosen), "timings": JSON([functional] + timings.map(\.name)),
      "clocks": .list(
        timings.map { timing in
          [
            "name": .text(timing.name), "target": .text(timing.target),
            "numbers": .object(timing.numbers.map { .init($0.name, .real($0.value)) }),
          ]
        }),
    ]
  }

}
