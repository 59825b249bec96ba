import Effects
import Tensors

extension ReferenceMachine {

  static func combined(
    _ function: ValueBinary, _ a: ReferenceNumbers, _ b: ReferenceNumbers
  ) throws -> ReferenceNumbers {
    let kind = max(a.kind, b.kind)
    switch (a.converted(to: kind), b.converted(to: kind)) {
    case (.whole(let x), .whole(let y)):
      return .whole(
        try zip(x, y).map { x, y in
          guard let result = whole(function, x, y) else { throw EffectFault.Reason.divisionByZero }
          return result
        })
    case (.single(let x), .single(let y)): return floats(function, x, y) { .single($0) }
    case (.double(let x), .double(let y)): return floats(function, x, y) { .double($0) }
    default: return a
    }
  }

  private static func whole(_ function: ValueBinary, _ x: Int, _ y: Int) -> Int? {
    switch function {
    case .add: return x &+ y
    case .subtract: return x &- y
    case .multiply: return x &* y
    case .quotient:
      if y == 0 { return nil }
      if y == -1 { return 0 &- x }
      return x / y - (x % y != 0 && (x % y < 0) != (y < 0) ? 1 : 0)
    case .shiftLeft: return x << y
    case .shiftRight: return x >> y
    case .bitAnd: return x & y
    case .bitOr: return x | y
    case .bitXor: return x ^ y
    case .minimum: return min(x, y)
    case .maximum: return max(x, y)
    default: return compared(function, x, y) ? 1 : 0
    }
  }

  private static func floats<T: BinaryFloatingPoint>(
    _ function: ValueBinary, _ a: [T], _ b: [T], _ make: ([T]) -> ReferenceNumbers
  ) -> ReferenceNumbers {
    switch function {
    case .add: return make(zip(a, b).map { $0 + $1 })
    case .subtract: return make(zip(a, b).map { $0 - $1 })
    case .multiply: return make(zip(a, b).map { $0 * $1 })
    case .quotient: return make(zip(a, b).map { $0 / $1 })
    case .minimum: return make(zip(a, b).map { $0.isNaN ? $0 : $0 < $1 ? $0 : $1 })
    case .maximum: return make(zip(a, b).map { $0.isNaN ? $0 : $1 < $0 ? $0 : $1 })
    default: return .whole(zip(a, b).map { compared(function, $0, $1) ? 1 : 0 })
    }
  }

  private static func compared<T: Comparable>(_ function: ValueBinary, _ x: T, _ y: T) -> Bool {
    switch function {
    case .equal: x == y
    case .notEqual: x != y
    case .less: x < y
    case .lessOrEqual: x <= y
    case .greater: x > y
    default: x >= y
    }
  }

  static func applied(
    _ function: ValueUnary, _ a: ReferenceNumbers
  ) throws -> ReferenceNumbers {
    switch (function, a) {
    case (.minus, .whole(let x)): return .whole(x.map { 0 &- $0 })
    case (.absolute, .whole(let x)): return .whole(x.map { $0 < 0 ? 0 &- $0 : $0 })
    case (_, .whole): return try applied(function, a.converted(to: .float32))
    case (_, .single(let x)):
      return ReferenceNumbers(try Tensor(x).applying(function.ofTensors))
    case (_, .double(let x)):
      return ReferenceNumbers(try Tensor(x).applying(function.ofTensors))
    }
  }

}

extension ValueUnary {
  /// The function of the evaluator of graphs.
  fileprivate var ofTensors: UnaryFunction {
    switch self {
    case .minus: .negate
    case .absolute: .absolute
    case .exponential: .exponential
    case .reciprocal: .reciprocal
    case .squareRoot: .squareRoot
    case .round: .round
    }
  }
}
