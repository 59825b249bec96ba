import Diagnostics

extension LoopNest {

  /// - Errors: the line is not understood.
  init(reading line: inout TileScanner) throws(Diagnostic) {
    let start = line
    switch try line.name() {
    case "reset": self.init(.reset, try Access(reading: &line), loops: [])
    case "gemm":
      let result = try Access(reading: &line)
      try line.expect("+=")
      let data = try Access(reading: &line)
      try line.expect("*")
      self.init(.product, result, [data, try Access(reading: &line)], loops: [])
    case "alu":
      let operation = try line.operation()
      let result = try Access(reading: &line)
      try line.expect(",")
      self.init(.vector(operation), result, loops: [])
      if line.comesNumber {
        immediate = try line.number()
      } else {
        sources = [try Access(reading: &line)]
      }
    default: throw start.unexpected("an intrinsic")
    }
    try readLoops(&line)
  }

  private mutating func readLoops(_ line: inout TileScanner) throws(Diagnostic) {
    if line.accept("for") {
      loops = try line.list { s throws(Diagnostic) in
        let variable = try s.loop()
        try s.expect("<")
        return Loop(variable, try s.linear())
      }
    }
    if line.accept("where") {
      guards = try line.list { s throws(Diagnostic) in try Guard(reading: &s) }
    }
    guard line.accept("fold") else { return }
    var fold = Fold(loops: [], microOps: [])
    if !line.accept("none") {
      fold.loops = try line.list { s throws(Diagnostic) in
        var names = [try s.loop()]
        while s.accept("*") { names.append(try s.loop()) }
        return names
      }
    }
    if line.accept("uops") {
      fold.microOps = try line.list { s throws(Diagnostic) in try s.loop() }
    }
    self.fold = fold
  }

}

extension LoopNest.Access {
  fileprivate init(reading line: inout TileScanner) throws(Diagnostic) {
    let name = try line.buffer()
    self.init(name, try line.list("[", "]") { s throws(Diagnostic) in try s.linear() })
  }
}
