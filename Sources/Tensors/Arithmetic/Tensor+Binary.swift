import Support

extension Tensor {

  /// What `function` gives for the elements of `a` and `b`, repeated to one shape.
  ///
  /// Floats under 32 bits are computed as `float32` and rounded once.
  /// - Errors: Types differ or do not go with `function`, there is no common shape, or an integer is
  ///   divided by 0.
  public static func combining(
    _ function: BinaryFunction, _ a: Tensor, _ b: Tensor
  ) throws(TensorError) -> Tensor {
    let type = a.elementType
    guard type == b.elementType else { throw .type("\(function) with \(type)", b.elementType) }
    guard function.takes(type) else { throw .type("\(function)", type) }
    if type.isShortFloat {
      return try combining(function, a.converted(to: .float32), b.converted(to: .float32))
        .converted(to: type)
    }
    let shape = try broadcastShape([a.shape, b.shape])
    try Tensor.roomForElements(shape, of: type)
    if function.divides, !type.isFloat, !shape.contains(0), b.hasZero {
      throw .parameter("an integer is divided by 0")
    }
    let plan = try BroadcastPlan(a.shape, b.shape, to: shape)
    var result = dispatch(on: type, Combine(function: function, a: a, b: b, plan: plan))
    result = Tensor(type, shape, count: result.count, result.storage)
    result.normalize()
    return result
  }

  /// Where `comparison` holds between the elements of `a` and `b`, repeated to one shape.
  /// - Errors: Types differ, or there is no common shape.
  public static func comparing(
    _ comparison: Comparison, _ a: Tensor, _ b: Tensor
  ) throws(TensorError) -> Tensor {
    guard a.elementType == b.elementType else {
      throw .type("\(comparison) with \(a.elementType)", b.elementType)
    }
    let shape = try broadcastShape([a.shape, b.shape])
    try Tensor.roomForElements(shape, of: .bool)
    let plan = try BroadcastPlan(a.shape, b.shape, to: shape)
    return dispatch(
      on: a.elementType, Compare(comparison: comparison, a: a, b: b, plan: plan))
  }

  /// The elements of `a` where `condition` holds, else those of `b`, repeated to one shape.
  /// - Errors: `condition` is not `bool`, types differ, or there is no common shape.
  public static func selecting(
    _ condition: Tensor, _ a: Tensor, _ b: Tensor
  ) throws(TensorError) -> Tensor {
    guard condition.elementType == .bool else { throw .type("selection by", condition.elementType) }
    guard a.elementType == b.elementType else {
      throw .type("selection with \(a.elementType)", b.elementType)
    }
    let shape = try broadcastShape([condition.shape, a.shape, b.shape])
    try Tensor.roomForElements(shape, of: a.elementType)
    let choice = try condition.broadcast(to: shape)
    let yes = try a.broadcast(to: shape)
    var result = try b.broadcast(to: shape)
    result.makeUnique()
    let size = a.elementType.byteSize
    choice.withElements(of: Bool.self) { choice in
      yes.withBytes { yes in
        let target = unsafe result.storage.mutableBytes
        unsafe yes.withUnsafeBytes { yes in
          for part in Slices(choice.count) {
            for i in part where choice[i] {
              for byte in i * size ..< (i + 1) * size { unsafe target[byte] = yes[byte] }
            }
          }
        }
      }
    }
    return result
  }

}

extension BinaryFunction {

  /// Whether the second number is a divisor.
  fileprivate var divides: Bool {
    switch self {
    case .divide, .remainder, .modulo, .floorDivide: true
    default: false
    }
  }

  fileprivate func takes(_ type: ElementType) -> Bool {
    switch self {
    case .and, .or, .exclusiveOr: !type.isFloat
    case .shiftLeft, .shiftRight: type.isInteger
    case .add, .multiply, .minimum, .maximum: true
    default: type != .bool
    }
  }

}

extension Tensor {
  /// Whether an element is 0.
  fileprivate var hasZero: Bool { dispatch(on: elementType.layout, FindZero(tensor: self)) }
}

private struct FindZero: ElementVisitor {
  let tensor: Tensor
  func visit<T: TensorElement>(_: T.Type) -> Bool {
    let zero = T(wrapping: Int64(0))
    return tensor.withElements(of: T.self) { x in
      for part in Slices(x.count) {
        for i in part where x[i] == zero { return true }
      }
      return false
    }
  }
}

private struct Combine: ElementVisitor {

  let function: BinaryFunction
  let a: Tensor
  let b: Tensor
  let plan: BroadcastPlan

  func visit<T: TensorElement>(_: T.Type) -> Tensor {
    switch function {
    case .add: return plan.map(a, b) { (x: T, y: T) in T.sum(x, y) }
    case .subtract: return plan.map(a, b) { (x: T, y: T) in T.difference(x, y) }
    case .multiply: return plan.map(a, b) { (x: T, y: T) in T.product(x, y) }
    case .divide: return plan.map(a, b) { (x: T, y: T) in T.quotient(x, y) }
    case .power: return plan.map(a, b) { (x: T, y: T) in T.power(x, y) }
    case .remainder: return plan.map(a, b) { (x: T, y: T) in T.remainder(x, y) }
    case .modulo: return plan.map(a, b) { (x: T, y: T) in T.modulo(x, y) }
    case .floorDivide: return plan.map(a, b) { (x: T, y: T) in T.floorQuotient(x, y) }
    case .minimum:
      return plan.map(a, b) { (x: T, y: T) in T.least(x, y) }
    case .maximum:
      return plan.map(a, b) { (x: T, y: T) in T.greatest(x, y) }
    case .and, .or, .exclusiveOr, .shiftLeft, .shiftRight:
      let type = a.elementType
      return plan.map(a, b) { (x: T, y: T) in T(wrapping: function.bits(x.int64, y.int64, type)) }
    }
  }

}

private struct Compare: ElementVisitor {

  let comparison: Comparison
  let a: Tensor
  let b: Tensor
  let plan: BroadcastPlan

  func visit<T: TensorElement>(_: T.Type) -> Tensor {
    switch comparison {
    case .equal: plan.map(a, b) { (x: T, y: T) in x == y }
    case .notEqual: plan.map(a, b) { (x: T, y: T) in x != y }
    case .less: plan.map(a, b) { (x: T, y: T) in T.isLess(x, y) }
    case .lessOrEqual: plan.map(a, b) { (x: T, y: T) in T.isLess(x, y) || x == y }
    case .greater: plan.map(a, b) { (x: T, y: T) in T.isLess(y, x) }
    case .greaterOrEqual: plan.map(a, b) { (x: T, y: T) in T.isLess(y, x) || x == y }
    }
  }

}

extension BinaryFunction {
  /// The functions on bits, of integers that were widened to 64 bits.
  fileprivate func bits(_ x: Int64, _ y: Int64, _ type: ElementType) -> Int64 {
    switch self {
    case .and: x & y
    case .or: x | y
    case .exclusiveOr: x ^ y
    case .shiftLeft: UInt64(bitPattern: y) < 64 ? x << y : 0
    default:
      if type == .uint64 {
        Int64(bitPattern: UInt64(bitPattern: y) < 64 ? UInt64(bitPattern: x) >> UInt64(y) : 0)
      } else {
        x >> (UInt64(bitPattern: y) < 64 ? y : 63)
      }
    }
  }
}
