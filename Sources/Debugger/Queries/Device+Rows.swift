import Diagnostics
import Simulation
import Support
import TargetKit
import Tensors

extension Device {

  /// Elements of a memory, or bytes of DRAM in rows of 16.
  /// - Errors: there are no such elements.
  func rows(
    _ memory: String, _ elements: Range<Int>, _ format: ValueFormat
  ) throws(Diagnostic) -> [MemoryAnswer.Row] {
    if memory == CellPlace.dram {
      let bytes = try readDRAM(at: elements.lowerBound, count: elements.count)
      return stride(from: 0, to: bytes.count, by: 16).map { start in
        let line = bytes[start ..< min(start + 16, bytes.count)].map(Int.init)
        return MemoryAnswer.Row(
          index: elements.lowerBound + start, values: line,
          text: line.map { format.text(of: $0, bits: 8) }.joined(separator: " "),
          isChanged: false)
      }
    }
    let tensor = try read(memory, elements: elements)
    let changed = memories.first { $0.name == memory }?.lastWrite?.ranges ?? []
    let lanes = max(1, tensor.shape.dropFirst().product)
    let isFloat = tensor.elementType.isFloat
    let values = isFloat ? tensor.bitPatterns : tensor.ints
    let floats = isFloat && format == .decimal ? tensor.texts(.decimal) : []
    let bits = tensor.elementType.bitWidth
    return elements.enumerated().map { row, index in
      let range = row * lanes ..< (row + 1) * lanes
      let own = values[range]
      let text =
        floats.isEmpty ? format.line(of: own, bits: bits) : floats[range].joined(separator: " ")
      return MemoryAnswer.Row(
        index: index, values: Array(own), text: text,
        isChanged: changed.contains { $0.contains(index) })
    }
  }

}

/// A count and a format: `4d` is four in decimal.
struct CountedFormat: Sendable {

  var count: Int?
  var format: ValueFormat

  /// - Errors: the count is nothing, or the rest is no format.
  init(_ text: String) throws(Diagnostic) {
    let digits = text.prefix { $0.isNumber }
    count = Int(digits)
    guard digits.isEmpty || count != nil else { throw .error("\(digits) elements are too many") }
    guard count != 0 else { throw .error("no elements are nothing to show") }
    format = try ValueFormat(String(text.dropFirst(digits.count)))
  }

}

extension MemoryRange {

  /// What `x` is asked for: a range, or the first element of a memory, and so many from there on.
  /// - Errors: the text is no part of a memory, or of too much of one.
  init(examining text: String, count: Int?) throws(Diagnostic) {
    var found = try MemoryRange(parsing: text)
    if found == nil { found = try MemoryRange(parsing: text + "[0]") }
    guard let range = found else {
      throw .error("`\(text)` is no part of a memory", hints: ["write `x/4d acc[0]`"])
    }
    self = range
    if let count {
      let (end, overflow) = elements.lowerBound.addingReportingOverflow(count)
      guard !overflow else { throw .error("\(count) elements are too many") }
      elements = elements.lowerBound ..< end
    }
    guard elements.count <= 65536 else {
      throw .error("\(elements.count) elements are too many to show")
    }
  }

}
