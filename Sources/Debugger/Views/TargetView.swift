public import Canvas
import ISA
import Passes
public import Support
import TargetKit

/// An accelerator in a few lines.
public struct TargetView: Sendable, Hashable {

  public var lines: [StyledText]
  public var json: JSON

  init(_ target: TargetDescription) {
    lines = [
      "\(target.name, .name) \(target.version): \(target.summary)",
      "  kind       \(target.kind.rawValue), \(Int(target.clock / 1e6)) MHz",
      "  units      \(target.units.map(\.name).joined(separator: ", "))",
    ]
    for memory in target.memories {
      let shape = memory.shape.map(String.init).joined(separator: "×")
      let alias = memory.alias.map { ", a view of \($0)" } ?? ""
      lines.append(
        "  memory     \(memory.name, .name) \(memory.depth) × \(shape) \(memory.element)\(alias)")
    }
    for queue in target.tokens {
      lines.append("  tokens     \(queue.name, .name) \(queue.from) → \(queue.to)")
    }
    let formats = target.instructionSet.formats.map(\.name).joined(separator: ", ")
    lines.append("  insns      \(formats)")
    for pattern in target.interface.patterns {
      lines.append("  takes      \(pattern.name, .name): \(pattern.pattern.outline)")
    }
    json = [
      "name": .text(target.name), "version": .text(target.version),
      "summary": .text(target.summary), "kind": .text(target.kind.rawValue),
      "units": JSON(target.units.map(\.name)), "memories": JSON(target.memories.map(\.name)),
      "tokens": JSON(target.tokens.map(\.name)),
      "instructions": JSON(target.instructionSet.formats.map(\.name)),
      "patterns": JSON(target.interface.patterns.map(\.name)),
    ]
  }

}
