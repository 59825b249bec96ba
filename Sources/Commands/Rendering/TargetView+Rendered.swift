import Canvas
import Debugger
import Support

extension TargetView: Rendered {

  static let schema: Schema = .named(
    "TARGET",
    [
      "name": .text, "version": .text, "summary": .text, "kind": .text, "clock": .number.orNull,
      "units": .list(.text),
      "memories": .list([
        "name": .text, "depth": .integer, "shape": .list(.integer), "element": .text,
        "alias": .text.orNull,
      ]),
      "tokens": .list(["name": .text, "from": .text, "to": .text]),
      "instructions": .list(.text), "patterns": .list(["name": .text, "outline": .text]),
      "driver": .text.orNull,
    ])

  var lines: [StyledText] {
    var lines: [StyledText] = [
      "\(name, .name) \(version): \(summary)",
      "  kind       \(kind)\(clock.map { ", \(shortNumber($0 / 1e6)) MHz" } ?? "")",
    ]
    if !units.isEmpty {
      lines.append("  units      \(units.joined(separator: ", "))")
    }
    for memory in memories {
      let shape = memory.shape.map(String.init).joined(separator: "×")
      let element = shape.isEmpty ? memory.element : "\(shape) \(memory.element)"
      let alias = memory.alias.map { ", a view of \($0)" } ?? ""
      lines.append(
        "  memory     \(memory.name, .name) \(memory.depth) × \(element)\(alias)")
    }
    for queue in queues {
      lines.append("  tokens     \(queue.name, .name) \(queue.from) → \(queue.to)")
    }
    if !instructions.isEmpty {
      lines.append("  insns      \(instructions.joined(separator: ", "))")
    }
    if let driver { lines.append("  driver     \(driver)") }
    for pattern in patterns {
      lines.append("  takes      \(pattern.name, .name): \(pattern.outline)")
    }
    return lines
  }

  var json: JSON {
    [
      "name": .text(name), "version": .text(version), "summary": .text(summary),
      "kind": .text(kind), "clock": clock.map { .real($0) } ?? .null,
      "units": JSON(units), "memories": .list(memories.map(\.json)),
      "tokens": .list(queues.map(\.json)),
      "instructions": JSON(instructions), "patterns": .list(patterns.map(\.json)),
      "driver": JSON(driver),
    ]
  }

}

extension TargetView.Memory {
  fileprivate var json: JSON {
    [
      "name": .text(name), "depth": .integer(depth), "shape": JSON(shape),
      "element": .text(element), "alias": JSON(alias),
    ]
  }
}

extension TargetView.Queue {
  fileprivate var json: JSON { ["name": .text(name), "from": .text(from), "to": .text(to)] }
}

extension TargetView.Pattern {
  fileprivate var json: JSON { ["name": .text(name), "outline": .text(outline)] }
}
