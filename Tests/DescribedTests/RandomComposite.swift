import GraphIR
import OrderedCollections
import Passes
import Support
import Tensors
import TestKit

/// A graph that a pattern of a block machine fits, or nearly: each part may be one that it does not
/// take.
struct RandomComposite: TestNetwork {

  var builder = GraphBuilder(pass: "test")
  var parameters: [ID<Node>] = []
  var random: SplitMix64

  init(seed: Int) { random = SplitMix64(seed: UInt64(seed)) }

  /// The graph; nil where an operator does not take what it was given.
  mutating func program() throws -> Program? {
    do {
      let result = try value()
      builder.module.functions["main"] = Function(parameters: parameters, body: result)
      return Program(builder.module)
    } catch { return nil }
  }

  private mutating func value() throws -> ID<Node> {
    switch pick(0 ... 9) {
    case 0, 1: try narrowed(behindProduct(try convolution()), isClipped: !rarely())
    case 2: try narrowed(behindProduct(try dense()), isClipped: true)
    case 3: try narrowed(try sum(), isClipped: true)
    case 4: try narrowed(try rescaled(), isClipped: true)
    case 5: try narrowed(try product(), isClipped: true)
    case 6: try narrowed(try gated(), isClipped: true)
    case 7: try narrowed(try inclined(), isClipped: true)
    case 8: try narrowed(try total(), isClipped: true)
    default: try plain()
    }
  }

  // MARK: - Random numbers

  private mutating func pick(_ range: ClosedRange<Int>) -> Int {
    Int.random(in: range, using: &random)
  }
  private mutating func pick<T>(_ values: [T]) -> T { values[pick(0 ... values.count - 1)] }
  private mutating func flip() -> Bool { pick(0 ... 1) == 0 }

  /// Whether something is to be wrong.
  private mutating func rarely() -> Bool { pick(0 ... 19) == 0 }

  private mutating func element() -> ElementType { rarely() ? pick([.uint8, .int32]) : .int8 }

  private mutating func numbers(
    _ shape: [Int], _ range: ClosedRange<Int>, _ element: ElementType = .int32
  ) -> ID<Node> {
    let count = shape.reduce(1, *)
    let values = (0 ..< count).map { _ in pick(range) }
    switch element {
    case .int8: return constant(Tensor(shape, values.map { Int8(clamping: $0) }))
    case .uint8: return constant(Tensor(shape, values.map { UInt8(clamping: $0) }))
    default: return constant(Tensor(shape, values.map { Int32(clamping: $0) }))
    }
  }

  /// A constant beside `id`: a number, one for each channel, or seldom of another shape.
  private mutating func beside(
    _ id: ID<Node>, _ range: ClosedRange<Int>, mayBeWhole: Bool = false
  ) -> ID<Node> {
    let shape = shape(id)
    if rarely() { return numbers(shape, range) }
    if rarely(), shape.count == 4 { return numbers([1, 1, shape[2], 1], range) }
    if mayBeWhole, pick(0 ... 3) == 0 { return numbers(shape, range) }
    if flip() { return numbers([], range) }
    return numbers([1, shape[1]] + shape.dropFirst(2).map { _ in 1 }, range)
  }

  private mutating func amount(_ id: ID<Node>) -> ID<Node> {
    beside(id, rarely() ? -3 ... 40 : 0 ... 31)
  }

  // MARK: - Beginnings

  private mutating func image(_ element: ElementType = .int8) -> ID<Node> {
    input("x", [1, pick([1, 4, 16]), pick(1 ... 5), pick(2 ... 5)], element)
  }

  private mutating func convolution() throws -> ID<Node> {
    let groups = rarely() ? 2 : 1
    let channels = 4
    let data = input("x", [1, channels, 6, 6], element())
    let kernel = pick(1 ... 2)
    let weight = numbers([8, channels / groups, kernel, kernel], -128 ... 127, element())
    let padding = rarely() ? 17 : pick(0 ... 2)
    return try call(
      "nn.conv2d", [data, weight],
      [
        "groups": .integer(groups), "padding": [padding, padding].attributeValue,
        "dilation": [rarely() ? 2 : 1, 1].attributeValue,
        "out_dtype": .text(rarely() ? "int8" : "int32"),
      ])
  }

  private mutating func dense() throws -> ID<Node> {
    let data = input("x", [pick(1 ... 3), 8], element())
    return try call(
      "nn.dense", [data, numbers([5, 8], -128 ... 127, element())],
      ["out_dtype": .text(rarely() ? "int8" : "int32")])
  }

  private mutating func widened(_ id: ID<Node>) throws -> ID<Node> {
    try call("cast", [id], ["dtype": .text(rarely() ? "int16" : "int32")])
  }

  private mutating func aligned(_ id: ID<Node>) throws -> ID<Node> {
    switch pick(0 ... 3) {
    case 0: return try call("left_shift", [id, beside(id, rarely() ? 0 ... 31 : 0 ... 23)])
    case 1: return try call("multiply", [id, beside(id, -9 ... 9)])
    default: return id
    }
  }

  private mutating func sum() throws -> ID<Node> {
    let left = image(element())
    let right = rarely() ? input("y", [1, 1, 1, 1], .int8) : input("y", shape(left), element())
    let sum = try call(
      "add", [try aligned(try widened(left)), try aligned(try widened(right))])
    return flip() ? try call("nn.relu", [sum]) : sum
  }

  private mutating func rescaled() throws -> ID<Node> {
    let data =
      rarely()
      ? input("x", [2, 3, 4], .int8) : flip() ? image(element()) : input("x", [2, 8], .int8)
    let wide = try widened(data)
    let moved = flip() ? try call("add", [wide, beside(wide, -99 ... 99)]) : wide
    return try aligned(moved)
  }

  private mutating func centred(_ id: ID<Node>) throws -> ID<Node> {
    let wide = try widened(id)
    return flip() ? try call("add", [wide, beside(wide, -9 ... 9)]) : wide
  }

  private mutating func product() throws -> ID<Node> {
    let left = image(element())
    let shape = shape(left)
    let right = flip() ? shape : [rarely() ? 2 : 1, rarely() ? 1 : shape[1], 1, 1]
    let other = input("y", right, element())
    return try call("multiply", [try centred(left), try centred(other)])
  }

  private mutating func gated() throws -> ID<Node> {
    let wide = try widened(image(element()))
    let gate = try limited(
      try call("add", [wide, beside(wide, 0 ... 99)]), rarely() ? 1 << 20 : 384)
    return try call("multiply", [wide, gate])
  }

  private mutating func inclined() throws -> ID<Node> {
    let wide = try centred(image(element()))
    let amount = numbers([], rarely() ? 24 ... 30 : 0 ... 23)
    return try call(
      flip() ? "maximum" : "minimum",
      [
        try call("left_shift", [wide, amount]),
        try call("multiply", [wide, beside(wide, 0 ... 9)]),
      ])
  }

  private mutating func total() throws -> ID<Node> {
    let data =
      rarely() ? input("x", [1, 2, 50, 50], .int8) : image(element())
    return try call(
      "sum", [try widened(data)],
      ["axis": [2, 3].attributeValue, "keepdims": .flag(!rarely())])
  }

  private mutating func plain() throws -> ID<Node> {
    let data = rarely() ? input("x", [2, 3, 4], .int8) : image(element())
    switch pick(0 ... 4) {
    case 0: return try limited(data, 100)
    case 1: return try call("nn.relu", [data])
    case 2:
      return try call(
        "nn.max_pool2d", [data],
        [
          "pool_size": [2, 2].attributeValue, "padding": [rarely() ? 16 : 0, 0].attributeValue,
          "ceil_mode": .flag(rarely()), "dilation": [rarely() ? 2 : 1, 1].attributeValue,
        ])
    case 3: return try call("nn.batch_flatten", [data])
    default:
      let parts = [data, image(element())]
      let tuple = try builder.insert(.tuple, parts)
      return try call("concatenate", [tuple], ["axis": .integer(rarely() ? 2 : 1)])
    }
  }

  // MARK: - What comes behind

  private mutating func limited(_ id: ID<Node>, _ most: Int) throws -> ID<Node> {
    try call(
      "clip", [id], ["a_min": .real(Double(-pick(0 ... most))), "a_max": .real(Double(most))])
  }

  private mutating func behindProduct(_ sums: ID<Node>) throws -> ID<Node> {
    var id = sums
    if flip() {
      let channels = shape(id)[1]
      id =
        flip()
        ? try call("nn.bias_add", [id, numbers([channels], -999 ... 999)])
        : try call("add", [id, beside(id, -999 ... 999)])
    }
    if flip() { id = try call("nn.relu", [id]) }
    if rarely() { id = try call("right_shift", [id, amount(id)]) }
    if rarely() { id = try call("maximum", [id, beside(id, -999 ... 0)]) }
    if rarely() { id = try call("minimum", [id, beside(id, 0 ... 999)]) }
    return id
  }

  /// A factor, rounding, a shift in one of its forms, a zero point, limits and a cast.
  private mutating func narrowed(_ sums: ID<Node>, isClipped: Bool) throws -> ID<Node> {
    var id = sums
    if pick(0 ... 2) == 0 { id = try call("multiply", [id, beside(id, 1 ... 99)]) }
    if flip() { id = try call("add", [id, beside(id, 0 ... 99, mayBeWhole: true)]) }
    if flip() {
      id = try call("right_shift", [id, amount(id)])
    } else {
      let shift = amount(id)
      let halved = try call("right_shift", [id, amount(id)])
      let even = try call("left_shift", [halved, numbers([], 1 ... 1)])
      let lowered = try call("add", [id, numbers([], -1 ... -1)])
      id = try call("maximum", [try call("right_shift", [lowered, shift]), even])
    }
    if flip() { id = try call("add", [id, beside(id, -9 ... 9)]) }
    if isClipped {
      id = try call(
        "clip", [id],
        [
          "a_min": .real(rarely() ? -129 : -128), "a_max": .real(rarely() ? 128 : 127),
        ])
    }
    return try call("cast", [id], ["dtype": .text(rarely() ? "uint8" : "int8")])
  }

}
