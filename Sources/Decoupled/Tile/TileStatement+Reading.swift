import Diagnostics
import GraphIR
import Support

extension TileStatement {

  /// The statement on a line, without its body.
  /// - Errors: the line is not understood.
  init(reading line: inout TileScanner) throws(Diagnostic) {
    if line.accept("//") {
      let (text, origin) = TileParser.remark(line.takeRest())
      self.init(.note(text), origin: origin)
      return
    }
    let kind = try Kind(reading: &line)
    let pops = line.accept("pop") ? try Self.uses(&line) : []
    let pushes = line.accept("push") ? try Self.uses(&line) : []
    self.init(kind, origin: try TileParser.origin(&line))
    self.pops = pops
    self.pushes = pushes
  }

  private static func uses(_ line: inout TileScanner) throws(Diagnostic) -> [TokenUse] {
    var uses: [TokenUse] = []
    while !line.comes(";"), !line.comes("push"), !line.isAtEnd {
      let queue = QueueName(try line.name())
      let instances = line.comes("(") ? try instanceSet(&line) : .all
      uses.append(TokenUse(queue, instances))
      line.skipSpaces()
    }
    return uses
  }

  private static func instanceSet(_ line: inout TileScanner) throws(Diagnostic) -> InstanceSet {
    InstanceSet(
      runs: try line.list("(", ")") { s throws(Diagnostic) in
        let first = try s.integer()
        guard s.accept("..") else { return .init(first: first, last: first, step: 1) }
        let last = try s.integer()
        let step = s.accept(":") ? try s.integer() : 1
        guard step > 0 else { throw s.unexpected("a positive step") }
        return .init(first: first, last: last, step: step)
      })
  }

}

extension TileStatement.Kind {

  fileprivate init(reading line: inout TileScanner) throws(Diagnostic) {
    let start = line
    switch try line.name() {
    case "for": self = .loop(try TileLoop(reading: &line), [])
    case "local": self = .allocate(try TileBuffer(reading: &line, hasMemory: false))
    case "alloc": self = .allocate(try TileBuffer(reading: &line, hasMemory: true))
    case "copy", "load", "store":
      line = start
      self = .transfer(try TileTransfer(reading: &line))
    case "fill", "conv2d", "maxpool", "sumpool", "vector", "widen":
      line = start
      self = .block(try Block(reading: &line))
    case "reset", "gemm", "alu":
      line = start
      self = .nest(try LoopNest(reading: &line))
    case "fence": self = .fence
    default: throw start.unexpected("a statement")
    }
  }

}

extension TileLoop {
  fileprivate init(reading line: inout TileScanner) throws(Diagnostic) {
    let variable = try line.loop()
    try line.expect("in")
    try line.expect("0..<")
    let extent = try line.integer()
    try line.expect("by")
    let step = try line.integer()
    guard extent > 0, step > 0 else { throw line.unexpected("positive numbers") }
    self.init(variable, extent: extent, step: step)
  }
}

extension TileBuffer {
  fileprivate init(reading line: inout TileScanner, hasMemory: Bool) throws(Diagnostic) {
    let name = try line.buffer()
    try line.expect(":")
    let memory = hasMemory ? MemoryName(try line.word()) : nil
    let extents = try line.list("[", "]") { s throws(Diagnostic) in try s.linear() }
    self.init(name, memory: memory, extents)
    if line.acceptTimes() { contexts = try line.integer() }
    if line.accept("at") { addresses = try line.list { s throws(Diagnostic) in try s.integer() } }
    guard contexts > 0, addresses.isEmpty || addresses.count == contexts else {
      throw line.unexpected("an address for each context")
    }
  }
}

extension Slice {
  init(reading line: inout TileScanner) throws(Diagnostic) {
    self.init(
      ValueName(try line.name()),
      try line.list("[", "]") { s throws(Diagnostic) in
        let start = try s.linear()
        return Range(start, s.accept(":") ? try s.linear() : 1)
      })
  }
}

extension Block.Operand {
  init(reading line: inout TileScanner) throws(Diagnostic) {
    var ahead = line
    _ = try ahead.name()
    self = ahead.comes("[") ? .box(try Slice(reading: &line)) : .buffer(try line.buffer())
  }
}

extension TileTransfer {

  fileprivate init(reading line: inout TileScanner) throws(Diagnostic) {
    let verb = try line.name()
    let first = try Block.Operand(reading: &line)
    try line.expect("<-")
    switch first {
    case .buffer(let name): self.init(.load, name, try Slice(reading: &line))
    case .box(let slice): self.init(.store, try line.buffer(), slice)
    }
    guard verb != "copy" else { return }
    try line.expect("as")
    memory = MemoryName(try line.word())
    var plan = Plan(each: [], rows: [], columns: [])
    for (word, path) in Self.parts where line.accept(word) {
      var axes = [try line.axis()]
      while line.accept("*") { axes.append(try line.axis()) }
      // Axes with an instruction each are separated like the merged ones.
      plan[keyPath: path] = axes
      _ = line.accept(",")
    }
    self.plan = plan
  }

  private static var parts: [(String, WritableKeyPath<Plan, [AxisName]>)] {
    [("each", \.each), ("rows", \.rows), ("columns", \.columns)]
  }

}
