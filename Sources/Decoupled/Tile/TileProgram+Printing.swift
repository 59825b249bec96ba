import Passes
import Support

extension TileProgram {

  struct Line {
    var text: String
    var origin: Provenance
  }

  /// The text, a line for each value and statement.
  var lines: [Line] {
    let results = (givesTuple ? "tuple " : "") + "(\(list(outputs)))"
    var lines = [
      Line(
        text: "region @\(name) on \(target) (\(list(inputs))) -> \(results)",
        origin: headOrigin),
      Line(text: "passes " + passes.joined(separator: ", "), origin: .synthetic(by: lastPass)),
    ]
    for value in values { lines.append(Line("\(value)", value.origin)) }
    for kernel in kernels {
      let head = "kernel \(kernel.name): \(kernel.operation)"
      lines.append(Line(head, kernel.origin))
      append(kernel.body, depth: 1, to: &lines)
    }
    return lines
  }

  private func list(_ names: [ValueName]) -> String {
    names.map(\.text).joined(separator: ", ")
  }

  private var lastPass: String { passes.last ?? "tile" }

  /// What the whole region was made from.
  private var headOrigin: Provenance {
    Provenance(kernels.flatMap(\.origin.nodes), orSyntheticBy: lastPass)
  }

  private func append(_ statements: [TileStatement], depth: Int, to lines: inout [Line]) {
    for statement in statements {
      let text = String(repeating: "  ", count: depth) + statement.line
      lines.append(Line(text: text, origin: statement.origin))
      append(statement.body, depth: depth + 1, to: &lines)
    }
  }

}

extension TileProgram.Line {
  /// `text` with what it was made from behind it.
  fileprivate init(_ text: String, _ origin: Provenance) {
    self.init(text: "\(text) ; \(origin)", origin: origin)
  }
}
