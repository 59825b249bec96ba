public import Diagnostics
import GraphIR
import OrderedCollections
import Simulation
import Support
import TargetKit
import Tensors

extension Session {

  /// What `p` shows: the value of an expression, of elements of a memory, or of a node.
  /// - Errors: the text is none of these.
  public func shown(_ text: String, _ formatText: String) throws(Diagnostic) -> ShownValue {
    guard !text.hasPrefix("%"), !text.hasPrefix("@") else {
      return try nodeValue(text, most: try CountedFormat(formatText).count)
    }
    let run = space.run
    if formatText.allSatisfy(\.isNumber), let tensor = try run?.tensor(text) {
      let most = try CountedFormat(formatText).count ?? settings.elementLimit
      return .tensors([TensorView(text, tensor, elements: most)], node: nil)
    }
    let format = try ValueFormat(formatText)
    if let run, let range = try? MemoryRange(parsing: text), !text.hasSuffix("]]"),
      text.filter({ $0 == "[" }).count == 1
    {
      return .elements(try run.device.rows(range.memory, range.elements, format))
    }
    let expression = try Expression(parsing: text)
    let value =
      if let run { try run.evaluate(expression) } else {
        try expression.evaluated(in: EmptyScope())
      }
    return .number(value, text: format.text(of: value, bits: 64))
  }

  /// The value that the host has computed for a node.
  private func nodeValue(_ name: String, most: Int?) throws(Diagnostic) -> ShownValue {
    let most = most ?? settings.elementLimit
    if let output = outputs[String(name.dropFirst())] {
      return .tensors([TensorView(name, output, elements: most)], node: nil)
    }
    let ids = try space.nodes(named: name)
    guard let host = space.host else {
      throw .error("no value of `\(name)` is known", hints: ["`run` computes values"])
    }
    for id in ids.reversed() {
      guard let value = host.call.known[id] else { continue }
      return .tensors(
        value.tensors.map { TensorView("\(id)", $0, elements: most) }, node: "\(id)")
    }
    throw .error(
      "the host has not computed `\(name)`",
      hints: ["values inside of a region stand in the memories of its device"])
  }

  /// What `x` shows: a range of a memory, an element a row.
  /// - Errors: nothing runs, or there are no such elements.
  public func examine(_ text: String, _ formatText: String) throws(Diagnostic) -> MemoryAnswer {
    let run = try requireRun()
    let counted = try CountedFormat(formatText)
    let range = try MemoryRange(examining: text, count: counted.count)
    return MemoryAnswer(
      memory: range.memory, isBytes: range.memory == CellPlace.dram,
      rows: try run.device.rows(range.memory, range.elements, counted.format))
  }

}

extension Journey.Run {

  /// The value of an expression here.
  /// - Errors: a name means nothing.
  func evaluate(_ expression: Expression) throws(Diagnostic) -> Int {
    try expression.evaluated(in: DeviceScope(device: device))
  }

}
