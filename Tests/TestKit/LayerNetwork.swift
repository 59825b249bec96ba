public import GraphIR
import OrderedCollections
public import Passes
public import Support
public import Tensors

/// A region of random layers under construction.
public protocol LayerNetwork: TestNetwork {

  /// The accelerator that it is for.
  var target: String { get }

  /// What short floats are, and whole numbers and weights.
  var float: ElementType { get }
  var whole: ElementType { get }
  var weight: ElementType { get }

}

extension LayerNetwork {

  // MARK: Random numbers

  public mutating func pick(_ range: ClosedRange<Int>) -> Int {
    Int.random(in: range, using: &random)
  }
  public mutating func flip() -> Bool { Bool.random(using: &random) }

  /// Random data.
  public mutating func tensor(_ shape: [Int]) -> Tensor {
    numbers(shape, whole.integerRange ?? 0 ... 0).converted(to: whole)
  }

  /// Random weights, small enough for sums of products.
  public mutating func weights(_ shape: [Int]) -> Tensor {
    let range = (weight.integerRange ?? 0 ... 0).clamped(to: -30 ... 30)
    return numbers(shape, range).converted(to: weight)
  }

  public mutating func numbers(_ shape: [Int], _ range: ClosedRange<Int>) -> Tensor {
    Tensor(shape, (0 ..< shape.reduce(1, *)).map { _ in Int32(pick(range)) })
  }

  // MARK: Building

  public mutating func input(_ shape: [Int]) -> ID<Node> { input("in", shape, whole) }

  /// A composite over `arguments` whose body `body` builds from variables of their types.
  public mutating func composite(
    _ name: String, _ arguments: [ID<Node>],
    _ body: (inout Self, [ID<Node>]) throws -> ID<Node>
  ) throws -> ID<Node> {
    let inner = arguments.map { builder.variable("p", builder.module[$0].type) }
    let result = try body(&self, inner)
    var attributes = Attributes()
    attributes["Composite"] = .text("\(target).\(name)")
    let function = Function(parameters: inner, body: result, attributes: attributes)
    let literal = try builder.insert(.function(function))
    return try builder.insert(.apply, [literal] + arguments)
  }

  /// Bias, rectifier, rounding shift, clip and cast behind the sums `id`.
  public mutating func requantized(_ id: ID<Node>, _ tail: LayerFixture.Tail) throws -> ID<Node> {
    var id = id
    let channels = shape(id)[1]
    let along = [channels] + shape(id).dropFirst(2).map { _ in 1 }
    if tail.hasBias {
      let bias = constant(numbers([channels], -5000 ... 5000))
      id = try call("nn.bias_add", [id, bias], ["axis": .integer(1)])
    }
    if tail.hasRelu { id = try call("nn.relu", [id]) }
    let range = max(0, tail.shift - 2) ... tail.shift + 2
    let shifts =
      tail.isEach ? numbers(along, range) : numbers([], tail.shift ... tail.shift)
    let rounding = Tensor(
      shifts.shape, shifts.array(of: Int32.self).map { $0 == 0 ? 0 : Int32(1) << ($0 - 1) })
    if tail.rounds { id = try call("add", [id, constant(rounding)]) }
    id = try call("right_shift", [id, constant(shifts)])
    return try narrowed(id)
  }

  public mutating func narrowed(_ id: ID<Node>) throws -> ID<Node> {
    let range = whole.integerRange ?? 0 ... 0
    let clipped = try call(
      "clip", [id],
      ["a_min": .real(Double(range.lowerBound)), "a_max": .real(Double(range.upperBound))])
    return try call("cast", [clipped], ["dtype": .text(whole.rawValue)])
  }

  public mutating func widened(_ id: ID<Node>) throws -> ID<Node> {
    try call("cast", [id], ["dtype": .text("int32")])
  }

  public mutating func convolution(
    _ data: ID<Node>, _ window: LayerFixture.Window, _ tail: LayerFixture.Tail = .plain
  ) throws -> ID<Node> {
    let weight = weights([window.outputs, shape(data)[1]] + window.kernel)
    return try composite("conv2d", [data, constant(weight)]) { f, p in
      var attributes = window.attributes
      attributes["out_dtype"] = .text("int32")
      return try f.requantized(try f.call("nn.conv2d", p, attributes), tail)
    }
  }

  public mutating func dense(
    _ data: ID<Node>, _ units: Int, _ tail: LayerFixture.Tail = .plain
  ) throws -> ID<Node> {
    let weight = weights([units, shape(data)[1]])
    return try composite("dense", [data, constant(weight)]) { f, p in
      try f.requantized(try f.call("nn.dense", p, ["out_dtype": .text("int32")]), tail)
    }
  }

  public mutating func sum(
    _ a: ID<Node>, _ b: ID<Node>, shift: Int, amount: Int
  ) throws -> ID<Node> {
    try composite("add", [a, b]) { f, p in
      var left = try f.widened(p[0])
      if shift > 0 {
        left = try f.call("left_shift", [left, f.constant(Tensor(scalar: Int32(shift)))])
      }
      var sum = try f.call("add", [left, try f.widened(p[1])])
      if f.flip() { sum = try f.call("nn.relu", [sum]) }
      if amount > 0 {
        let half = f.constant(Tensor(scalar: Int32(1) << Int32(amount - 1)))
        sum = try f.call("add", [sum, half])
        sum = try f.call("right_shift", [sum, f.constant(Tensor(scalar: Int32(amount)))])
      }
      return try f.narrowed(sum)
    }
  }

  public mutating func pool(_ data: ID<Node>, _ window: LayerFixture.Window) throws -> ID<Node> {
    try composite("max_pool2d", [data]) { f, p in
      var attributes = window.attributes
      attributes["pool_size"] = window.kernel.attributeValue
      return try f.call("nn.max_pool2d", p, attributes)
    }
  }

  /// The sum over rows and columns, shifted.
  public mutating func mean(_ data: ID<Node>, shift: Int) throws -> ID<Node> {
    try composite("mean", [data]) { f, p in
      let wide = try f.widened(p[0])
      let sum = try f.call(
        "sum", [wide],
        ["axis": .list([.integer(2), .integer(3)]), "keepdims": .flag(true)])
      let amount = f.constant(Tensor(scalar: Int32(shift)))
      return try f.narrowed(try f.call("right_shift", [sum, amount]))
    }
  }

  // MARK: Short floats

  public mutating func floats(_ shape: [Int], _ type: ElementType? = nil) -> Tensor {
    let numbers = (0 ..< shape.reduce(1, *)).map { _ in Double(pick(-4000 ... 4000)) / 1024 }
    return Tensor(shape, numbers).converted(to: type ?? float)
  }

  public mutating func floatInput(_ shape: [Int]) -> ID<Node> { input("in", shape, float) }

  /// A product of short floats, `block` of which are summed at a time, with what stands behind it.
  public mutating func floatConvolution(
    _ data: ID<Node>, _ window: LayerFixture.Window, block: Int, hasRelu: Bool = false
  ) throws -> ID<Node> {
    let weight = constant(floats([window.outputs, shape(data)[1]] + window.kernel))
    return try composite("conv2d", [data, weight]) { f, p in
      var attributes = window.attributes
      attributes["out_dtype"] = .text("float32")
      attributes["sum_block"] = .integer(block)
      var sums = try f.call("nn.conv2d", p, attributes)
      let bias = f.constant(f.floats([window.outputs], .float32))
      sums = try f.call("nn.bias_add", [sums, bias], ["axis": .integer(1)])
      if hasRelu { sums = try f.call("nn.relu", [sums]) }
      return try f.call("cast", [sums], ["dtype": .text(f.float.rawValue)])
    }
  }

  public mutating func floatSum(_ a: ID<Node>, _ b: ID<Node>) throws -> ID<Node> {
    try composite("add", [a, b]) { f, p in
      let wide = try p.map { try f.call("cast", [$0], ["dtype": .text("float32")]) }
      return try f.call("cast", [try f.call("add", wide)], ["dtype": .text(f.float.rawValue)])
    }
  }

  /// Random numbers for each parameter.
  public mutating func inputs() -> [Tensor] {
    parameters.map { id in
      let isFloat = builder.module[id].type?.tensor?.element == float
      return isFloat ? floats(shape(id)) : tensor(shape(id))
    }
  }

  /// The program whose one region gives `results`.
  public mutating func program(_ results: [ID<Node>]) throws -> Program {
    let body = results.count == 1 ? results[0] : try builder.tuple(results)
    var attributes = Attributes()
    attributes["Compiler"] = .text(target)
    builder.module.functions["region"] = Function(
      parameters: parameters, body: body, attributes: attributes)
    return Program(builder.module)
  }

}
