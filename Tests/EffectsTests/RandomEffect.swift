import Effects
import ISA
import Support
import Tensors

/// A machine and what one instruction of it does, both made up from a seed.
///
/// Effects are what a checker accepts, made with the makers of `Value`. Most of them run without a
/// fault for some frames and with one for others: places and counts come from narrow fields.
struct RandomEffect: Sendable {

  let seed: UInt64
  private(set) var state: [StatePart] = []
  private(set) var effect = Effect(variables: [], cases: [])

  var machine: MachineForm {
    MachineForm(state: state, instructions: [.init("random", effect)])
  }

  var fields: [Field] { effect.variables.compactMap(\.field) }

  private var random: SplitMix64

  /// The fields and loop variables, and the names that are given so far.
  private var known: [VariableID] = []

  /// The extent that all axes but the first have.
  private var width = 4

  init(seed: UInt64) {
    self.seed = seed
    random = SplitMix64(seed: seed &* 0x9e37_79b9 &+ 7)
    makeState()
    makeEffect()
  }

  /// A number for each variable: fields hold what fits them, mostly little; the rest is 0.
  mutating func frame() -> [Int] {
    effect.variables.map { variable in
      guard let field = variable.field else { return 0 }
      let range = field.range
      if chance(0.6) { return Int.random(in: 0 ... min(3, range.upperBound), using: &random) }
      return Int.random(in: range, using: &random)
    }
  }

  // MARK: - Chance

  mutating func chance(_ share: Double) -> Bool {
    Double.random(in: 0 ..< 1, using: &random) < share
  }

  mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }

  mutating func pick<T>(_ elements: [T]) -> T { elements[number(0 ... elements.count - 1)] }

  // MARK: - State

  private static let uop = StateID(0)

  private mutating func makeState() {
    width = pick([1, 2, 4])
    let micro = [
      Field("dst", lsb: 0, width: 3), Field("src", lsb: 3, width: 3),
      Field("off", lsb: 6, width: 4, isSigned: true),
    ]
    func type(_ element: ElementType) -> NumberType { NumberType(element) }
    state = [
      StatePart("uop", type(.uint32), shape: [depth()], fields: micro),
      StatePart("inp", type(.int8), shape: [depth(), width]),
      StatePart("wgt", type(.int8), shape: [depth(), width, width]),
      StatePart("acc", type(.int32), shape: [depth(), width]),
      StatePart("out", NumberType(.int8, saturates: true), shape: [depth(), width]),
      StatePart("sums", type(.float32), shape: [depth(), width]),
      StatePart("half", type(.bfloat16), shape: [depth(), width]),
      StatePart("wide", type(.float64), shape: [depth(), width]),
      StatePart("pe", type(.int8), shape: [width, width], role: .hidden),
      StatePart("base", type(.uint32), shape: [2], role: .register),
      StatePart("shift", type(.uint8), shape: [], role: .register),
      StatePart("scale", type(.float32), shape: [], role: .register),
    ]
    // The bytes of a part, seen as other numbers.
    state.append(
      StatePart("flat", type(.int16), shape: [state[3].shape[0] * width], base: StateID(3)))
  }

  private mutating func depth() -> Int { pick([4, 8, 16]) }

  // MARK: - The effect

  private mutating func makeEffect() {
    var variables: [Effect.Variable] = []
    var lsb = 0
    for index in 0 ..< number(1 ... 6) {
      let field = Field(
        "f\(index)", lsb: lsb, width: number(1 ... 5), isSigned: chance(0.15))
      lsb += field.width + number(0 ... 2)
      known.append(VariableID(variables.count))
      variables.append(Effect.Variable(field.name, field: field))
    }
    var loops: [Effect.Loop] = []
    let domains = (0 ..< pick([0, 0, 1, 1, 2])).map { _ in domain() }
    for (index, domain) in domains.enumerated() {
      known.append(VariableID(variables.count))
      loops.append(Effect.Loop(VariableID(variables.count), domain))
      variables.append(Effect.Variable("i\(index)"))
    }
    var bindings: [Effect.Binding] = []
    for index in 0 ..< pick([0, 0, 1, 2]) {
      let value = scalar(depth: 2)
      bindings.append(Effect.Binding(VariableID(variables.count), value))
      known.append(VariableID(variables.count))
      variables.append(Effect.Variable("d\(index)"))
    }
    var cases: [Effect.Case] = []
    for _ in 0 ..< pick([0, 0, 1, 2]) {
      cases.append(Effect.Case(condition: scalar(depth: 2), actions()))
    }
    if cases.isEmpty || chance(0.7) { cases.append(Effect.Case(actions())) }
    effect = Effect(variables: variables, loops: loops, bindings: bindings, cases: cases)
  }

  private mutating func domain() -> Effect.Domain {
    let lower = chance(0.7) ? Scalar.constant(0) : small()
    let upper = small()
    return chance(0.4)
      ? .cells(Self.uop, lower: lower, upper: upper) : .numbers(lower: lower, upper: upper)
  }

  private mutating func actions() -> [Action] {
    (0 ..< number(1 ... 3)).map { _ in action() }
  }

  private mutating func action() -> Action {
    switch number(0 ... 19) {
    case 0: return .stop
    case 1: return .queue(pick(QueueVerb.allCases), pick(["dma", "kernel"]), small())
    case 2: return .barrier(pick([[], ["dma"], ["dma", "kernel"]]))
    case 3 ... 6:
      let shape = [small(), .constant(width)]
      let type = pick([NumberType(.int8), NumberType(.int32), NumberType(.float32)])
      let value = value(shape, depth: 3, whole: !type.element.isFloat)
      return .assign(.host(host(type, shape)), value, adds: chance(0.2))
    default:
      let id = StateID(number(0 ... state.count - 1))
      let target = window(id, count: chance(0.5) ? small() : .constant(number(1 ... 3)))
      let shape = target.shape(in: state)
      let whole = !state[id.index].type.element.isFloat
      let source = chance(0.1) ? [] : shape
      return .assign(
        .window(target), value(source, depth: 3, whole: whole), adds: chance(0.3))
    }
  }

  // MARK: - Scalars

  /// A number that is no less than 0 and mostly little.
  private mutating func small() -> Scalar {
    let fields = known.filter { $0.index < 6 }
    switch number(0 ... 5) {
    case 0: return .constant(number(1 ... 3))
    case 1 where known.count > 1: return .variable(pick(fields)) + .constant(number(0 ... 2))
    case 2: return .bits(.variable(pick(fields)), lsb: 0, width: 2, isSigned: false)
    default: return .variable(pick(fields))
    }
  }

  mutating func scalar(depth: Int) -> Scalar {
    guard depth > 0, chance(0.75) else { return leaf() }
    switch number(0 ... 9) {
    case 0: return .unary(pick(ScalarUnary.allCases), scalar(depth: depth - 1))
    case 1:
      return .choice(
        scalar(depth: depth - 1), scalar(depth: depth - 1), scalar(depth: depth - 1))
    case 2:
      let lsb = number(0 ... 40)
      return .bits(
        scalar(depth: depth - 1), lsb: lsb, width: number(1 ... 64 - lsb), isSigned: chance(0.4))
    case 3 ... 5:
      return .binary(
        pick([.add, .subtract, .multiply]), scalar(depth: depth - 1), scalar(depth: depth - 1))
    default:
      return .binary(
        pick(ScalarBinary.allCases), scalar(depth: depth - 1), scalar(depth: depth - 1))
    }
  }

  private mutating func leaf() -> Scalar {
    switch number(0 ... 9) {
    case 0: return .constant(number(-200 ... 200))
    case 1: return .constant(pick([0, 1, -1, 255, 65535, -128, .max, .min, 1 << 40]))
    case 2: return .cell(StateID(9), [.constant(number(0 ... 1))])
    case 3: return .cell(StateID(10), [])
    case 4:
      let field = pick(state[0].fields)
      return .bits(
        .cell(Self.uop, [.constant(number(0 ... 3))]), lsb: field.lsb, width: field.width,
        isSigned: field.isSigned)
    default: return .variable(pick(known))
    }
  }

  /// A place of an axis: often inside, seldom not.
  private mutating func place(before extent: Int) -> Scalar {
    if extent == 1 || chance(0.2) { return .constant(number(0 ... extent - 1)) }
    let place = chance(0.7) ? small() : scalar(depth: 2)
    guard let number = Polynomial(place).constant else { return place }
    return .constant(max(0, min(number, extent - 1)))
  }

  // MARK: - Windows

  private mutating func window(_ id: StateID, count: Scalar) -> Effects.Window {
    let shape = state[id.index].shape
    guard let depth = shape.first else { return Effects.Window(id, []) }
    if chance(0.1) { return Effects.Window(id, []) }
    if chance(0.2) { return Effects.Window(id, [.at(place(before: depth))]) }
    return Effects.Window(id, [range(count, before: depth)])
  }

  /// So many places of an axis, which are inside where that is known.
  private mutating func range(_ count: Scalar, before extent: Int) -> Effects.Window.Axis {
    guard let known = Polynomial(count).constant else {
      let lower = place(before: extent)
      let end = Polynomial(lower + count).constant ?? 0
      return .range(lower: 0 ... extent ~= end ? lower : .constant(0), count: count)
    }
    if known > extent || known < 0 {
      return .range(lower: .constant(0), count: .constant(extent))
    }
    let lower = place(before: extent)
    guard let start = Polynomial(lower).constant, start + known > extent else {
      return .range(lower: lower, count: .constant(known))
    }
    return .range(lower: .constant(extent - known), count: .constant(known))
  }

  private mutating func host(_ type: NumberType, _ shape: [Scalar]) -> HostWindow {
    let address = small() * .constant(8) + .constant(number(0 ... 3) * 64)
    let inner: [Int] = shape.reversed().prefix(chance(0.5) ? 1 : 0).compactMap {
      if case .constant(let extent) = $0 { extent } else { nil }
    }
    let extents = Array(shape.dropLast(inner.count))
    let strides: [Scalar] =
      extents.isEmpty || chance(0.5) ? [] : [small() * .constant(type.element.byteSize * 4)]
    return HostWindow(
      type, element: inner, address: address, extents: extents, outerStrides: strides)
  }

  // MARK: - Values

  /// A value of that shape, or of one that is broadcast to it.
  /// - Parameter whole: whether it has to be an integer.
  mutating func value(_ shape: [Scalar], depth: Int, whole: Bool) -> Value {
    guard depth > 0, chance(0.8) else { return leaf(shape, whole: whole) }
    if !whole, chance(0.25) {
      return .unary(pick(ValueUnary.allCases), value(shape, depth: depth - 1, whole: false))
    }
    switch number(0 ... 9) {
    case 0:
      return .unary(pick([.minus, .absolute]), value(shape, depth: depth - 1, whole: whole))
    case 1: return castOf(shape, depth: depth, whole: whole)
    case 2:
      let condition = value(shape, depth: depth - 1, whole: true)
      let (a, b) = pair(shape, depth: depth, whole: whole)
      return (try? .choice(condition, a, b)) ?? a
    case 3 where shape.count == 2:
      return shaped(shape, depth: depth, whole: whole)
    case 4 where shape.count == 2, 5 where shape.count == 2:
      return product(shape, depth: depth, whole: whole)
    case 6:
      let (a, b) = pair(shape, depth: depth, whole: true)
      return (try? .binary(pick(ValueBinary.allCases), a, b)) ?? a
    default:
      let (a, b) = pair(shape, depth: depth, whole: whole)
      let function = pick([ValueBinary.add, .subtract, .multiply, .minimum, .maximum])
      return (try? .binary(function, a, b)) ?? a
    }
  }

  private mutating func pair(_ shape: [Scalar], depth: Int, whole: Bool) -> (Value, Value) {
    let other = chance(0.3) ? [] : shape
    let (a, b) = (
      value(shape, depth: depth - 1, whole: whole), value(other, depth: depth - 1, whole: whole)
    )
    return chance(0.5) ? (a, b) : (b, a)
  }

  private mutating func castOf(_ shape: [Scalar], depth: Int, whole: Bool) -> Value {
    let integers: [ElementType] = [.int8, .uint8, .int16, .int32, .uint4, .int64]
    let type = NumberType(
      pick(whole ? integers : integers + [.float32, .bfloat16, .float16]),
      saturates: chance(0.3))
    let kept = type.element.isFloat ? NumberType(type.element) : type
    return .cast(kept, value(shape, depth: depth - 1, whole: whole))
  }

  /// Another shape of the same numbers: exchanged, around which there is something, along an axis.
  private mutating func shaped(_ shape: [Scalar], depth: Int, whole: Bool) -> Value {
    switch number(0 ... 2) {
    case 0:
      let other = value([shape[1], shape[0]], depth: depth - 1, whole: whole)
      return (try? .transpose(other)) ?? other
    case 1:
      guard case .constant(let extent) = shape[1], extent > 1 else { break }
      let inner = value([shape[0], .constant(extent - 1)], depth: depth - 1, whole: whole)
      let isBefore = chance(0.5)
      let padding = [
        Value.Padding(before: 0, behind: 0),
        Value.Padding(before: isBefore ? 1 : 0, behind: isBefore ? 0 : 1),
      ]
      guard inner.shape.count == 2 else { break }
      return (try? .pad(inner, padding, by: .constant(number(-2 ... 2)))) ?? inner
    default:
      let long = value([shape[0], .constant(width)], depth: depth - 1, whole: whole)
      guard long.shape.count == 2 else { break }
      return (try? .reduce(pick(ValueReduction.allCases), long, axis: 1)) ?? long
    }
    return leaf(shape, whole: whole)
  }

  private mutating func product(_ shape: [Scalar], depth: Int, whole: Bool) -> Value {
    let inner = chance(0.7) ? Scalar.constant(width) : small()
    let a = leaf([shape[0], inner], whole: whole, isWhole: true)
    let isTransposed = chance(0.5)
    var b = leaf(
      isTransposed ? [shape[1], inner] : [inner, shape[1]], whole: whole, isWhole: true)
    if isTransposed { b = (try? .transpose(b)) ?? b }
    return (try? .contract(a, b)) ?? a
  }

  /// - Parameter isWhole: whether all numbers of that shape have to be there.
  private mutating func leaf(_ shape: [Scalar], whole: Bool, isWhole: Bool = false) -> Value {
    if shape.isEmpty || !isWhole && chance(0.2) {
      if !whole, chance(0.4) { return Value(real: pick([0.5, -1.25, 3, 1e-5, 1e20, -0.1])) }
      if !whole, chance(0.3) { return Value(Effects.Window(StateID(11), []), in: state) }
      return Value(scalar(depth: 2))
    }
    if let window = window(of: shape, whole: whole), chance(0.75) {
      return Value(window, in: state)
    }
    if shape.count == 2, shape[1] == .constant(width), chance(0.3) {
      return gathered(shape[0], whole: whole)
    }
    let type = NumberType(pick(whole ? [.int8, .int32, .uint16] : [.float32, .bfloat16, .int8]))
    return Value(host(type, shape))
  }

  /// A window with numbers of that shape.
  private mutating func window(of shape: [Scalar], whole: Bool) -> Effects.Window? {
    let candidates = state.indices.filter { index in
      let part = state[index]
      guard !whole || !part.type.element.isFloat, part.shape.count == shape.count else {
        return false
      }
      return zip(part.shape, shape).allSatisfy { extent, wanted in
        Polynomial(wanted).constant.map { 0 ... extent ~= $0 } ?? true
      }
    }
    guard !candidates.isEmpty else { return nil }
    let index = pick(candidates)
    return Effects.Window(
      StateID(index), zip(state[index].shape, shape).map { range($1, before: $0) })
  }

  /// Elements at places that are in the part.
  private mutating func gathered(_ count: Scalar, whole: Bool) -> Value {
    if let known = Polynomial(count).constant, known > state[0].shape[0] {
      return Value(host(NumberType(.int8), [count, .constant(width)]))
    }
    let id = StateID(pick(whole ? [1, 3, 4] : [1, 3, 5, 6]))
    let places = Value(
      Effects.Window(Self.uop, [range(count, before: state[0].shape[0])]), in: state)
    let mask = Value(.constant(state[id.index].shape[0] - 1))
    guard let index = try? Value.binary(.bitAnd, places, mask),
      let value = try? Value.gather(id, index, in: state)
    else { return places }
    return value
  }

}
