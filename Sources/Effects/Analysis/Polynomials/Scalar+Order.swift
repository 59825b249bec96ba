extension Scalar {

  /// Whether this one stands before `other` in sums and products: any order would do that is total
  /// and the same in each run.
  func isBefore(_ other: Scalar) -> Bool { compared(to: other) < 0 }

  /// Negative, 0 or positive as in `other - self` of numbers.
  private func compared(to other: Scalar) -> Int {
    switch (self, other) {
    case (.constant(let a), .constant(let b)): return Scalar.order(a, b)
    case (.variable(let a), .variable(let b)): return Scalar.order(a.index, b.index)
    case (.cell(let a, let x), .cell(let b, let y)):
      return Scalar.first(Scalar.order(a.index, b.index), Scalar.order(x, y))
    case (.bits(let x, let a, let m, let s), .bits(let y, let b, let n, let t)):
      return Scalar.first(
        x.compared(to: y), Scalar.order(a, b), Scalar.order(m, n),
        Scalar.order(s ? 1 : 0, t ? 1 : 0))
    case (.unary(let f, let x), .unary(let g, let y)):
      return Scalar.first(Scalar.order(f.rawValue, g.rawValue), x.compared(to: y))
    case (.binary(let f, let x, let y), .binary(let g, let u, let v)):
      return Scalar.first(Scalar.order(f.rawValue, g.rawValue), Scalar.order([x, y], [u, v]))
    case (.choice(let a, let b, let c), .choice(let x, let y, let z)):
      return Scalar.order([a, b, c], [x, y, z])
    default: return Scalar.order(kind, other.kind)
    }
  }

  private var kind: Int {
    switch self {
    case .variable: 0
    case .cell: 1
    case .bits: 2
    case .unary: 3
    case .binary: 4
    case .choice: 5
    case .constant: 6
    }
  }

  private static func order<T: Comparable>(_ a: T, _ b: T) -> Int { a < b ? -1 : a == b ? 0 : 1 }

  private static func order(_ a: [Scalar], _ b: [Scalar]) -> Int {
    for (x, y) in zip(a, b) {
      let order = x.compared(to: y)
      if order != 0 { return order }
    }
    return order(a.count, b.count)
  }

  private static func first(_ orders: Int...) -> Int { orders.first { $0 != 0 } ?? 0 }

}
