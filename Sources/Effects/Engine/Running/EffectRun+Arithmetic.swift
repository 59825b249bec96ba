import Tensors

/// A type that one computes with.
typealias Lane = Comparable & TensorElement

extension EffectRun {

  /// Makes of each two numbers one. Whole numbers wrap in the bits of their lane, which are enough.
  func combine(
    _ function: ValueBinary, _ a: Int, _ b: Int, to index: Int
  ) throws(EffectFault.Reason) {
    switch plan.nodes[a].type {
    case .int32: try combineWhole(Int32.self, function, a, b, to: index)
    case .int64: try combineWhole(Int64.self, function, a, b, to: index)
    case .float32: combineFloats(Float.self, function, a, b, to: index)
    default: combineFloats(Double.self, function, a, b, to: index)
    }
  }

  /// The functions that all lanes have.
  @inline(__always)
  private func combineAny<T: Lane>(
    _: T.Type, _ function: ValueBinary, _ a: Int, _ b: Int, to index: Int
  ) {
    switch function {
    case .add: combine(a, b, to: index) { (x: T, y: T) in T.sum(x, y) }
    case .subtract: combine(a, b, to: index) { (x: T, y: T) in T.difference(x, y) }
    case .multiply: combine(a, b, to: index) { (x: T, y: T) in T.product(x, y) }
    case .minimum: combine(a, b, to: index) { (x: T, y: T) in x != x ? x : x < y ? x : y }
    case .maximum: combine(a, b, to: index) { (x: T, y: T) in x != x ? x : y < x ? x : y }
    case .equal: combine(a, b, to: index) { (x: T, y: T) in x == y ? 1 as Int32 : 0 }
    case .notEqual: combine(a, b, to: index) { (x: T, y: T) in x != y ? 1 as Int32 : 0 }
    case .less: combine(a, b, to: index) { (x: T, y: T) in x < y ? 1 as Int32 : 0 }
    case .lessOrEqual: combine(a, b, to: index) { (x: T, y: T) in x <= y ? 1 as Int32 : 0 }
    case .greater: combine(a, b, to: index) { (x: T, y: T) in x > y ? 1 as Int32 : 0 }
    case .greaterOrEqual: combine(a, b, to: index) { (x: T, y: T) in x >= y ? 1 as Int32 : 0 }
    case .quotient, .shiftLeft, .shiftRight, .bitAnd, .bitOr, .bitXor: break
    }
  }

  /// The functions that only whole numbers have, and quotients of them.
  @inline(__always)
  private func combineWhole<T: Lane & FixedWidthInteger>(
    _: T.Type, _ function: ValueBinary, _ a: Int, _ b: Int, to index: Int
  ) throws(EffectFault.Reason) {
    switch function {
    case .bitAnd: combine(a, b, to: index) { (x: T, y: T) in x & y }
    case .bitOr: combine(a, b, to: index) { (x: T, y: T) in x | y }
    case .bitXor: combine(a, b, to: index) { (x: T, y: T) in x ^ y }
    case .shiftLeft: combine(a, b, to: index) { (x: T, y: T) in x << y }
    case .shiftRight: combine(a, b, to: index) { (x: T, y: T) in x >> y }
    case .quotient:
      var isWrong = false
      combine(a, b, to: index) { (x: T, y: T) -> T in
        guard let result = ScalarBinary.quotient.result(Int(x), Int(y)) else {
          isWrong = true
          return 0
        }
        return T(truncatingIfNeeded: result)
      }
      if isWrong { throw .divisionByZero }
    default: combineAny(T.self, function, a, b, to: index)
    }
  }

  @inline(__always)
  private func combineFloats<T: Lane & BinaryFloatingPoint>(
    _: T.Type, _ function: ValueBinary, _ a: Int, _ b: Int, to index: Int
  ) {
    if function == .quotient {
      combine(a, b, to: index) { (x: T, y: T) in x / y }
    } else {
      combineAny(T.self, function, a, b, to: index)
    }
  }

  // MARK: Functions of one number

  func apply(_ function: ValueUnary, _ a: Int, to index: Int) {
    switch plan.nodes[index].type {
    case .int32: applyWhole(Int32.self, function, a, to: index)
    case .int64: applyWhole(Int64.self, function, a, to: index)
    case .float32: applyFloat(Float.self, function, a, to: index)
    default: applyFloat(Double.self, function, a, to: index)
    }
  }

  private func applyWhole<T: Lane & FixedWidthInteger>(
    _: T.Type, _ function: ValueUnary, _ a: Int, to index: Int
  ) {
    if function == .minus {
      map(a, to: index) { (x: T) in 0 &- x }
    } else {
      map(a, to: index) { (x: T) in x < 0 ? 0 &- x : x }
    }
  }

  private func applyFloat<T: Lane & BinaryFloatingPoint>(
    _: T.Type, _ function: ValueUnary, _ a: Int, to index: Int
  ) {
    switch function {
    case .minus: map(a, to: index) { (x: T) in x * -1 }
    case .absolute: map(a, to: index) { (x: T) in x.magnitude }
    case .squareRoot: map(a, to: index) { (x: T) in x.squareRoot() }
    case .reciprocal: map(a, to: index) { (x: T) in 1 / x }
    case .round: map(a, to: index) { (x: T) in x.rounded(.toNearestOrEven) }
    case .exponential:
      copyNumbers(a, to: index)
      exponentiate(T.self, index)
    }
  }

  /// Makes each number of a node e to the power of it, as the evaluator of graphs does.
  private func exponentiate<T: Lane>(_: T.Type, _ index: Int) {
    let node = plan.nodes[index]
    let count = (0 ..< node.rank).reduce(1) { unsafe $0 &* frame[node.extents + $1] }
    let numbers: UnsafeMutablePointer<T> = unsafe elements(index)
    let exponents = unsafe Tensor(Array(UnsafeBufferPointer(start: numbers, count: count)))
    guard let powers = try? exponents.applying(.exponential) else { return }
    powers.withElements(of: T.self) { span in
      for place in span.indices { unsafe numbers[place] = span[place] }
    }
  }

  // MARK: Along an axis

  mutating func reduce(
    _ reduction: ValueReduction, _ source: Int, _ axis: Int, to index: Int
  ) throws(EffectFault.Reason) {
    let (node, inner) = (plan.nodes[index], plan.nodes[source])
    copyExtents(source, to: index)
    let length = unsafe frame[inner.extents + axis]
    unsafe frame[node.extents + axis] = 1
    let count = try makeRoom(index)
    guard length > 0 || reduction == .sum || count == 0 else { throw .nothingToReduce }
    let step = unsafe frame[inner.strides + axis]
    switch node.type {
    case .int32: reduce(Int32.self, reduction, source, index, count, length, step)
    case .int64: reduce(Int64.self, reduction, source, index, count, length, step)
    case .float32: reduce(Float.self, reduction, source, index, count, length, step)
    default: reduce(Double.self, reduction, source, index, count, length, step)
    }
  }

  /// Of numbers one behind the other: `step` of them lie behind the axis.
  private func reduce<T: Lane>(
    _: T.Type, _ reduction: ValueReduction, _ source: Int, _ index: Int, _ count: Int,
    _ length: Int, _ step: Int
  ) {
    let x: UnsafeMutablePointer<T> = unsafe elements(source)
    let out: UnsafeMutablePointer<T> = unsafe elements(index)
    for number in 0 ..< count {
      let start = number / max(1, step) * length * step + number % max(1, step)
      var result = unsafe reduction == .sum ? T(wrapping: Int64(0)) : x[start]
      for place in 0 ..< length {
        let next = unsafe x[start + place * step]
        switch reduction {
        case .sum: result = T.sum(result, next)
        case .most: result = next != next || next > result ? next : result
        case .least: result = next != next || next < result ? next : result
        }
      }
      unsafe out[number] = result
    }
  }

}
