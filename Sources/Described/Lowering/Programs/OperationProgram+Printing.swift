import Effects
import Passes
import Support
import Tensors

extension OperationProgram {

  struct Line {
    var text: String
    var origin: Provenance
  }

  /// The text, a line for each value, constant and operation.
  var lines: [Line] {
    var lines = headLines
    for (index, kernel) in kernels.enumerated() {
      lines.append(Line(text: heading(of: index), origin: kernel.origin))
      lines += kernel.notes.map { Line(text: "  // \($0)", origin: .synthetic(by: "tile")) }
      lines += kernel.operations.map { operation in
        Line(text: "  " + operation.kind.text(parts), origin: operation.origin)
      }
    }
    return lines
  }

  /// The line that a kernel begins with.
  func heading(of kernel: Int) -> String {
    "kernel k\(kernel + 1): \(kernels[kernel].operation)"
  }

  /// The lines before the kernels.
  var headLines: [Line] {
    let head = RegionHeading(
      name: name, target: target, inputs: inputs.map { values[$0.index].name },
      outputs: outputs.map { values[$0.index].name }, givesTuple: givesTuple, passes: passes,
      origin: Provenance(kernels.flatMap(\.origin.nodes), orSyntheticBy: passes.last ?? "tile"))
    var lines = head.lines.map { Line(text: $0.text, origin: $0.origin) }
    for (index, value) in values.enumerated() {
      let address = host[ValueID(index)].hexadecimal
      lines.append(
        Line(
          text: "value \(value.name): \(value.element)\(value.shape) in blocks of \(value.block)"
            + "\(value.isChannelsLast ? ", channels last," : "") at \(address)",
          origin: value.origin))
    }
    for constant in host.constants {
      let text =
        "constant \(constant.name): \(constant.bytes.count) bytes at "
        + constant.address.hexadecimal
      lines.append(Line(text: text, origin: .synthetic(by: "tile")))
    }
    return lines
  }

}

/// The first lines of the text of a region.
struct RegionHeading {
  var name: String
  var target: String
  var inputs: [String]
  var outputs: [String]
  var givesTuple: Bool
  var passes: [String]
  var origin: Provenance

  var lines: [(text: String, origin: Provenance)] {
    let results = (givesTuple ? "tuple " : "") + "(\(outputs.joined(separator: ", ")))"
    return [
      (
        "region @\(name) on \(target) (\(inputs.joined(separator: ", "))) -> \(results)", origin
      ),
      ("passes " + passes.joined(separator: ", "), .synthetic(by: passes.last ?? "tile")),
    ]
  }
}

extension Operation.Kind {

  /// One line; `parts` are the names of the parts of the state.
  func text(_ parts: [String]) -> String {
    func window(_ rows: Rows) -> String {
      let name = parts.indices.contains(rows.part.index) ? parts[rows.part.index] : "?"
      return "\(name)[\(rows.first):\(rows.first + rows.count)]"
    }
    func row(_ rows: Rows, _ place: Int) -> String { window(Rows(rows.part, place)) }
    switch self {
    case .load(let rows, let from, let adds):
      return "load \(window(rows)) \(adds ? "+= " : "")\(from.text)"
    case .loadWeights(let rows, let address):
      return "load \(window(rows)) weights \(address.hexadecimal)"
    case .fill(let rows, let number): return "fill \(window(rows)) \(number)"
    case .spread(let rows, let address): return "spread \(window(rows)) \(address.hexadecimal)"
    case .multiply(let sums, let data, let weights, let begins):
      return "multiply \(window(sums)) \(begins ? "=" : "+=") \(window(data)) \(window(weights))"
    case .apply(let function, let rows, let constant):
      return "apply \(window(rows)) \(function.rawValue) \(constant.text)"
    case .combine(let function, let rows, let others):
      return "combine \(window(rows)) \(function.rawValue) \(window(others))"
    case .applyRow(let function, let rows, let place):
      return "apply \(window(rows)) \(function.rawValue) \(row(rows, place))"
    case .store(let rows, let to, let steps):
      let names = steps.map(\.text).joined(separator: ", ")
      return "store \(window(rows)) \(to.text)" + (names.isEmpty ? "" : " as \(names)")
    case .stop: return "stop"
    }
  }

}

extension HostRows {
  fileprivate var text: String {
    "\(address.hexadecimal) step \(stride), \(lanes) \(element)"
  }
}

extension Operation.Number {
  var text: String {
    switch self {
    case .integer(let number): "\(number)"
    case .real(let number): "\(number)"
    }
  }
}

extension Operation.Step {
  var text: String {
    switch self {
    case .apply(let function, let constant): "\(function.rawValue) \(constant.text)"
    case .narrow(let type): "\(type.element)" + (type.saturates ? ".sat" : "")
    }
  }
}
