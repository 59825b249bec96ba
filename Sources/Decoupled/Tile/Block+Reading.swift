import Diagnostics
import Effects

extension Block {

  /// - Errors: the line is not understood.
  init(reading line: inout TileScanner) throws(Diagnostic) {
    let start = line
    let keyword = try line.name()
    switch keyword {
    case "fill":
      let name = try line.buffer()
      try line.expect(",")
      self.init(.fill, name, immediate: try line.number())
    case "conv2d":
      let name = try line.buffer()
      try line.expect("+=")
      let operands = try Self.product(&line)
      self.init(.convolve(try Window(reading: &line)), name, operands)
    case "maxpool", "sumpool":
      let name = try line.buffer()
      try line.expect(",")
      let operand = try Block.Operand(reading: &line)
      let window = try Window(reading: &line)
      let inside =
        line.accept("inside")
        ? try line.list { s throws(Diagnostic) in try LoopNest.Guard(reading: &s) } : []
      let operation: AluOperation = keyword == "sumpool" ? .add : .max
      self.init(.pool(operation, window, inside: inside), name, [operand])
    case "vector":
      let operation = try line.operation()
      let name = try line.buffer()
      try line.expect(",")
      self.init(.vector(operation), name)
      if line.comesNumber {
        immediate = try line.number()
      } else {
        operands = [try Block.Operand(reading: &line)]
      }
    case "widen":
      let name = try line.buffer()
      try line.expect(",")
      self.init(.widen, name, try Self.product(&line))
    default: throw start.unexpected("a block operation")
    }
  }

  /// Operands separated by `*`.
  private static func product(_ line: inout TileScanner) throws(Diagnostic) -> [Operand] {
    var operands = [try Operand(reading: &line)]
    while line.accept("*") { operands.append(try Operand(reading: &line)) }
    return operands
  }

}

extension Block.Window {
  fileprivate init(reading line: inout TileScanner) throws(Diagnostic) {
    try line.expect("window")
    let kernel = try Self.pair(&line)
    try line.expect("stride")
    self.init(kernel: kernel, strides: try Self.pair(&line))
  }

  private static func pair(_ line: inout TileScanner) throws(Diagnostic) -> [Int] {
    let first = try line.integer()
    guard line.acceptTimes() else { throw line.unexpected("`x` and a number") }
    return [first, try line.integer()]
  }
}

extension LoopNest.Guard {
  init(reading line: inout TileScanner) throws(Diagnostic) {
    let index = try line.linear()
    try line.expect("in")
    try line.expect("0..<")
    self.init(index, try line.integer())
  }
}
