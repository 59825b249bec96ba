public import Diagnostics
import GraphIR
import OrderedCollections
import Simulation
import Support
import TargetKit
import Tensors

/// The state of a device as expressions read it.
struct DeviceScope: ExpressionScope {

  let device: any Device

  func value(ofVariable name: String) throws(Diagnostic) -> Int {
    switch name {
    case "insn": return device.nextInstruction?.value ?? -1
    case "pos": return device.workload.first.value + device.mark.instruction
    case "step": return device.mark.step
    case "cycle":
      guard let cycle = try device.clocked().cycle else {
        throw .error("no clock counts cycles", hints: ["`timing` shows the clocks"])
      }
      return cycle
    default:
      if let counter = device.counters.first(where: { $0.name == name }) { return counter.value }
      let names = ["insn", "pos", "step", "cycle"] + device.counters.map(\.name)
      let near = nearest(to: name, in: names, most: 1).first
      throw .error(
        "there is no `$\(name)`",
        hints: [near.map { "did you mean `$\($0)`?" } ?? "`help expressions` lists what there is"])
    }
  }

  func tokens(in queue: String) throws(Diagnostic) -> Int {
    let queues = try device.tokenFlowing().tokenQueues
    if let found = queues.first(where: { $0.name == queue }) { return found.level }
    let names = queues.map(\.name).joined(separator: ", ")
    throw .error("there is no token queue `\(queue)`", hints: ["there are \(names)"])
  }

  func value(of memory: String, element: Int, lane: Int) throws(Diagnostic) -> Int {
    guard element >= 0, element < Int.max else { throw .error("there is no \(memory)[\(element)]") }
    if memory == "dram" { return Int(try device.readDRAM(at: element, count: 1)[0]) }
    let values = try device.read(memory, elements: element ..< element + 1).ints
    guard values.indices.contains(lane) else {
      throw .error("an element of \(memory) has \(values.count) lanes, there is no lane \(lane)")
    }
    return values[lane]
  }

}

/// A value as `p` prints it.
public struct ShownValue: Sendable, Hashable, CustomStringConvertible {

  public var text: String

  /// How many elements the largest tensor has, where not all of them are shown.
  public var countOfAll: Int?

  public var description: String { text }

  init(text: String) { self.text = text }

  /// Tensors of which `most` elements are shown, a line each.
  fileprivate init(_ tensors: [Tensor], most: Int, line: (Tensor) -> String) {
    text = tensors.map(line).joined(separator: "\n")
    countOfAll = tensors.map(\.count).max().flatMap { $0 > most ? $0 : nil }
  }

}

extension Session {

  /// The value of `expression` now.
  /// - Errors: nothing runs, or a name means nothing.
  func evaluate(_ expression: Expression) throws(Diagnostic) -> Int {
    try requireJourney()
    guard let run = journey?.run else { return 0 }
    return try expression.evaluated(in: DeviceScope(device: run.device))
  }

  /// What `p` prints: the value of an expression, of elements of a memory, or of a node.
  /// - Errors: the text is none of these.
  public func shown(_ text: String, _ formatText: String) throws(Diagnostic) -> ShownValue {
    guard !text.hasPrefix("%"), !text.hasPrefix("@") else {
      let (count, _) = try splitFormat(formatText)
      return try nodeValue(text, most: count ?? settings.elementLimit)
    }
    let format = try ValueFormat(formatText)
    if let range = try? MemoryRange(parsing: text), !text.hasSuffix("]]"),
      text.filter({ $0 == "[" }).count == 1, journey?.run != nil
    {
      let rows = try memoryRows(range.memory, range.elements, format)
      return ShownValue(text: rows.map(\.text).joined(separator: "; "))
    }
    let expression = try Expression(parsing: text)
    let value =
      journey?.run == nil
      ? try expression.evaluated(in: EmptyScope()) : try evaluate(expression)
    return ShownValue(text: format.text(of: value, bits: 64))
  }

  /// The value that the host has computed for a node.
  private func nodeValue(_ name: String, most: Int) throws(Diagnostic) -> ShownValue {
    if let output = outputs[String(name.dropFirst())] {
      return ShownValue([output], most: most) { summary(of: $0, most: most) }
    }
    let ids = try nodes(named: name)
    guard let host = journey?.host else {
      throw .error("no value of `\(name)` is known", hints: ["`run` computes values"])
    }
    for id in ids.reversed() {
      guard let value = host.call.known[id] else { continue }
      return ShownValue(value.tensors, most: most) { "\(id) = \(summary(of: $0, most: most))" }
    }
    throw .error(
      "the host has not computed `\(name)`",
      hints: ["values inside of a region stand in the memories of its device"])
  }

  /// What `x` prints: `range` of a memory, an element a line.
  /// - Errors: nothing runs, or there are no such elements.
  public func memoryLines(
    _ text: String, _ formatText: String
  ) throws(Diagnostic) -> [(index: Int, text: String, isChanged: Bool)] {
    try requireJourney()
    let (count, format) = try splitFormat(formatText)
    var range: MemoryRange
    if let parsed = try MemoryRange(parsing: text) {
      range = parsed
    } else {
      guard let all = try MemoryRange(parsing: text + "[0]") else {
        throw .error("`\(text)` is no part of a memory", hints: ["write `x/4d acc[0]`"])
      }
      range = all
    }
    if let count {
      let (end, overflow) = range.elements.lowerBound.addingReportingOverflow(count)
      guard !overflow else { throw .error("\(count) elements are too many") }
      range.elements = range.elements.lowerBound ..< end
    }
    guard range.elements.count <= 65536 else {
      throw .error("\(range.elements.count) elements are too many to show")
    }
    return try memoryRows(range.memory, range.elements, format)
  }

  private func memoryRows(
    _ memory: String, _ elements: Range<Int>, _ format: ValueFormat
  ) throws(Diagnostic) -> [(index: Int, text: String, isChanged: Bool)] {
    guard let run = journey?.run else { return [] }
    if memory == "dram" {
      let bytes = try run.device.readDRAM(at: elements.lowerBound, count: elements.count)
      return stride(from: 0, to: bytes.count, by: 16).map { start in
        let line = bytes[start ..< min(start + 16, bytes.count)]
        let shown = line.map { format.text(of: Int($0), bits: 8) }.joined(separator: " ")
        return (elements.lowerBound + start, shown, false)
      }
    }
    let tensor = try run.device.read(memory, elements: elements)
    let state = run.device.memories.first { $0.name == memory }
    let lanes = max(1, tensor.shape.dropFirst().reduce(1, *))
    let values = tensor.ints
    let bits = tensor.elementType.bitWidth
    return elements.enumerated().map { row, index in
      let own = values[row * lanes ..< (row + 1) * lanes]
      let isChanged = state?.lastWrite?.ranges.contains { $0.contains(index) } ?? false
      return (index, format.line(of: own, bits: bits), isChanged)
    }
  }

  /// A count and a format: `4d` is four in decimal.
  private func splitFormat(_ text: String) throws(Diagnostic) -> (Int?, ValueFormat) {
    let digits = text.prefix { $0.isNumber }
    let count = Int(digits)
    guard digits.isEmpty || count != nil else { throw .error("\(digits) elements are too many") }
    guard count != 0 else { throw .error("no elements are nothing to show") }
    return (count, try ValueFormat(String(text.dropFirst(digits.count))))
  }

}

private struct EmptyScope: ExpressionScope {
  func value(ofVariable name: String) throws(Diagnostic) -> Int { throw nothingRuns }
  func tokens(in queue: String) throws(Diagnostic) -> Int { throw nothingRuns }
  func value(of memory: String, element: Int, lane: Int) throws(Diagnostic) -> Int {
    throw nothingRuns
  }
  private var nothingRuns: Diagnostic {
    .error("nothing runs", hints: ["`run` runs the program, `stream load DIR` loads instructions"])
  }
}
