import Diagnostics
import Tensors

/// Reads the special numbers of `newshape` against the extents of the data.
struct ShapeSpelling {

  private let data: [Int?]
  private let spelling: [Int]
  private let allowsZero: Bool

  private var result: [Int?] = []

  /// The place in the result of the extent that takes what remains.
  private var open: Int?

  /// The next axis of the data.
  private var axis = 0

  init(data: [Int?], spelling: [Int], allowsZero: Bool) {
    self.data = data
    self.spelling = spelling
    self.allowsZero = allowsZero
  }

  /// - Errors: the numbers of elements differ, or an axis is read that there is not.
  mutating func extents() throws(Diagnostic) -> [Int?] {
    var i = 0
    while i < spelling.count {
      i += 1
      switch spelling[i - 1] {
      case 0 where !allowsZero: result.append(try next())
      case -1: try leaveOpen()
      case -2: while axis < data.count { result.append(try next()) }
      case -3: result.append(product([try next(), try next()]))
      case -4:
        guard i + 2 <= spelling.count else { throw failure("-4 needs two extents after it") }
        try split(spelling[i], spelling[i + 1])
        i += 2
      case let extent where extent >= 0:
        result.append(extent)
        axis += 1
      default: throw failure("\(spelling[i - 1]) has no meaning")
      }
    }
    try close()
    return result
  }

  private mutating func next() throws(Diagnostic) -> Int? {
    guard data.indices.contains(axis) else { throw failure("there is no axis \(axis)") }
    axis += 1
    return data[axis - 1]
  }

  private mutating func leaveOpen() throws(Diagnostic) {
    guard open == nil else { throw failure("-1 stands twice") }
    open = result.count
    result.append(nil)
    axis += 1
  }

  private mutating func split(_ a: Int, _ b: Int) throws(Diagnostic) {
    let whole = try next()
    let known = max(1, a == -1 ? b : a)
    let rest = whole.map { $0 / known }
    result += [a == -1 ? rest : a, b == -1 ? rest : b]
  }

  /// Finds the open extent, and compares the numbers of elements where they are known.
  private mutating func close() throws(Diagnostic) {
    let rest = result.indices.filter { $0 != open }.map { result[$0] }
    guard let total = product(data), let known = product(rest) else { return }
    if let open {
      guard known > 0 ? total % known == 0 : total == 0 else { throw mismatch() }
      result[open] = known > 0 ? total / known : 0
    } else if known != total {
      throw mismatch()
    }
  }

  private func product(_ extents: [Int?]) -> Int? {
    var total = 1
    for extent in extents {
      guard let extent else { return nil }
      let (next, overflow) = total.multipliedReportingOverflow(by: extent)
      if overflow { return nil }
      total = next
    }
    return total
  }

  private func mismatch() -> Diagnostic {
    failure(
      "the number of elements is another than that of \(TensorType(data, .int8).spelledShape)")
  }

  private func failure(_ reason: String) -> Diagnostic {
    .error("the data cannot be given the shape `\(spelling)`", notes: [reason])
  }

}
