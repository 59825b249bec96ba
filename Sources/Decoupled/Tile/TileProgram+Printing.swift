import GraphIR
import Support

extension TileProgram {

  struct Line {
    var text: String
    var origins: [ID<Node>]
  }

  /// The text, a line for each value and statement.
  var lines: [Line] {
    let results = (givesTuple ? "tuple " : "") + "(\(outputs.joined(separator: ", ")))"
    var lines = [
      Line(
        text: "region @\(name) on \(target) (\(inputs.joined(separator: ", "))) -> \(results)",
        origins: kernels.flatMap(\.origins)),
      Line(text: "passes " + passes.joined(separator: ", "), origins: []),
    ]
    for value in values { lines.append(Line(text: "\(value)", value.origins)) }
    for kernel in kernels {
      let head = "kernel \(kernel.name): \(kernel.operation)"
      lines.append(Line(text: head, kernel.origins))
      append(kernel.body, depth: 1, to: &lines)
    }
    return lines
  }

  private func append(_ statements: [TileStatement], depth: Int, to lines: inout [Line]) {
    for statement in statements {
      let text = String(repeating: "  ", count: depth) + statement.line
      lines.append(Line(text: text, origins: statement.origins))
      append(statement.body, depth: depth + 1, to: &lines)
    }
  }

}

extension TileProgram.Line {
  fileprivate init(text: String, _ origins: [ID<Node>]) {
    let suffix = origins.isEmpty ? "" : " ; " + origins.map(\.description).joined(separator: " ")
    self.init(text: text + suffix, origins: origins)
  }
}
