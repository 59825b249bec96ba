import Diagnostics
import Effects
import Support
import Tensors

/// Reads one operation from a line, in the form in which it is printed.
struct OperationScanner {

  /// The words of the line and where each begins, counted from 1.
  private let words: [(text: Substring, column: Int)]
  private var position = 0

  private let source: SourceText
  private let line: Int
  private let parts: [String]

  /// - Parameter parts: the names of the parts of the state.
  init(_ text: Substring, line: Int, in source: SourceText, parts: [String]) {
    self.source = source
    self.line = line
    self.parts = parts
    words = text.split { $0 == " " || $0 == "," }.map {
      ($0, text.distance(from: text.startIndex, to: $0.startIndex) + 1)
    }
  }

  /// - Errors: the line is no operation, with the place of the first word that is not understood.
  mutating func operation() throws(Diagnostic) -> Operation.Kind {
    let kind: Operation.Kind
    switch try word("an operation") {
    case "load": kind = try load()
    case "fill": kind = .fill(try rows(), try number())
    case "spread": kind = .spread(try rows(), address: try number())
    case "multiply": kind = try multiply()
    case "apply": kind = try apply()
    case "combine":
      let rows = try rows()
      kind = .combine(try function(), rows, try self.rows())
    case "store": kind = try store()
    case "stop": kind = .stop
    default:
      position -= 1
      throw unexpected(
        "an operation: load, fill, spread, multiply, apply, combine, store or stop")
    }
    guard position == words.count else { throw unexpected("the end of the line") }
    return kind
  }

  private mutating func load() throws(Diagnostic) -> Operation.Kind {
    let rows = try rows()
    if accept("weights") { return .loadWeights(rows, address: try number()) }
    let adds = accept("+=")
    return .load(rows, try hostRows(), adds: adds)
  }

  private mutating func multiply() throws(Diagnostic) -> Operation.Kind {
    let sums = try rows()
    let begins = accept("=")
    if !begins { try expect("+=") }
    return .multiply(sums: sums, data: try rows(), weights: try rows(), begins: begins)
  }

  private mutating func apply() throws(Diagnostic) -> Operation.Kind {
    let rows = try rows()
    let function = try function()
    guard words.indices.contains(position), words[position].text.contains("[") else {
      return .apply(function, rows, constant: try constant())
    }
    let row = try self.rows()
    guard row.part == rows.part, row.count == 1 else {
      position -= 1
      throw unexpected("one row of `\(name(rows))`")
    }
    return .applyRow(function, rows, row: row.first)
  }

  private mutating func store() throws(Diagnostic) -> Operation.Kind {
    let rows = try rows()
    let to = try hostRows()
    var steps: [Operation.Step] = []
    if accept("as") {
      while position < words.count { steps.append(try step()) }
    }
    return .store(rows, to, steps: steps)
  }

  private mutating func step() throws(Diagnostic) -> Operation.Step {
    guard let type = type(words[position].text) else {
      return .apply(try function(), constant: try constant())
    }
    position += 1
    return .narrow(type)
  }

  // MARK: Words

  private mutating func word(_ expected: String) throws(Diagnostic) -> Substring {
    guard words.indices.contains(position) else { throw unexpected(expected) }
    position += 1
    return words[position - 1].text
  }

  private mutating func accept(_ text: String) -> Bool {
    guard words.indices.contains(position), words[position].text == text else { return false }
    position += 1
    return true
  }

  private mutating func expect(_ text: String) throws(Diagnostic) {
    guard accept(text) else { throw unexpected("`\(text)`") }
  }

  /// Places of a part: `acc[0:4]`.
  private mutating func rows() throws(Diagnostic) -> Rows {
    let text = try word("places of a part, such as `\(parts.first ?? "acc")[0:4]`")
    let pieces = text.split(whereSeparator: { "[:]".contains($0) }).map(String.init)
    guard pieces.count == 3, let part = parts.firstIndex(of: pieces[0]),
      let first = Int(pieces[1]), let end = Int(pieces[2]), 0 <= first, first < end
    else {
      position -= 1
      throw unexpected("places of \(parts.map { "`\($0)`" }.joined(separator: ", "))")
    }
    return Rows(StateID(part), first, count: end - first)
  }

  private func name(_ rows: Rows) -> String {
    parts.indices.contains(rows.part.index) ? parts[rows.part.index] : "?"
  }

  private mutating func number() throws(Diagnostic) -> Int {
    let text = try word("a whole number")
    // The bits of an address, which may be those of a number below 0.
    let digits =
      text.hasPrefix("0x")
      ? UInt(text.dropFirst(2), radix: 16).map { Int(bitPattern: $0) } : Int(text)
    guard let number = digits else {
      position -= 1
      throw unexpected("a whole number")
    }
    return number
  }

  private mutating func constant() throws(Diagnostic) -> Operation.Number {
    let text = try word("a number")
    if let number = Int(text) { return .integer(number) }
    guard let number = Double(text) else {
      position -= 1
      throw unexpected("a number")
    }
    return .real(number)
  }

  private mutating func function() throws(Diagnostic) -> ValueBinary {
    guard let found = ValueBinary(rawValue: String(try word("a function"))) else {
      position -= 1
      throw unexpected("one of \(ValueBinary.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return found
  }

  /// Rows on the host: `0x1000 step 16, 4 int8`.
  private mutating func hostRows() throws(Diagnostic) -> HostRows {
    let address = try number()
    try expect("step")
    let stride = try number()
    let lanes = try number()
    guard let type = type(try word("a type")), !type.saturates else {
      position -= 1
      throw unexpected("the type of the numbers")
    }
    return HostRows(address: address, stride: stride, lanes: lanes, element: type.element)
  }

  private func type(_ text: Substring) -> NumberType? {
    let saturates = text.hasSuffix(".sat")
    return ElementType(rawValue: String(saturates ? text.dropLast(4) : text)).map {
      NumberType($0, saturates: saturates)
    }
  }

  private func unexpected(_ expected: String) -> Diagnostic {
    let found = words.indices.contains(position) ? "`\(words[position].text)`" : "the end"
    let last = words.last.map { $0.column + $0.text.count } ?? 1
    let column = words.indices.contains(position) ? words[position].column : last
    return .error(
      "found \(found), expected \(expected)", at: source.place(line: line, column: column))
  }

}
