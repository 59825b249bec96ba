extension Polynomial {

  /// The polynomial of a scalar.
  ///
  /// It has the scalar's number wherever that has one: a division by 0 may go away with what it is
  /// multiplied with.
  /// - Cost: linear in the scalar's size, but for products of sums.
  public init(_ scalar: Scalar) { self.init(scalar) { _ in nil } }

  /// The polynomial of a scalar with `values` in place of variables; a variable stays where there is
  /// none.
  public init(_ scalar: Scalar, _ values: (VariableID) -> Polynomial?) {
    func of(_ scalar: Scalar) -> Polynomial { Polynomial(scalar, values) }
    switch scalar {
    case .constant(let number): self.init(number)
    case .variable(let id): self = values(id) ?? Polynomial(id)
    case .cell(let state, let places): self.init(atom: .cell(state, places.map { of($0).scalar }))
    case .bits(let a, let lsb, let width, let isSigned):
      self = .bits(of(a), lsb: lsb, width: width, isSigned: isSigned)
    case .unary(.minus, let a): self = -of(a)
    case .unary(.complement, let a): self = -of(a) - Polynomial(1)
    case .unary(.not, let a): self = .not(of(a))
    case .binary(let operation, let a, let b): self = .binary(operation, of(a), of(b))
    case .choice(let condition, let a, let b): self = .choice(of(condition), of(a), of(b))
    }
  }

  /// This with `values` in place of variables, also inside of atoms.
  public func substituting(_ values: [VariableID: Polynomial]) -> Polynomial {
    terms.reduce(into: Polynomial()) { sum, term in
      sum += term.key.reduce(Polynomial(term.value)) { $0 * Polynomial($1) { values[$0] } }
    }
  }

  /// The number of this where the variables are `frame`; see `Scalar.value`.
  public func value(
    in frame: [Int], cell: (StateID, [Int]) throws(ScalarFault) -> Int
  ) throws(ScalarFault) -> Int {
    var sum = 0
    for (product, factor) in terms {
      var number = factor
      for atom in product { number = number &* (try atom.value(in: frame, cell: cell)) }
      sum = sum &+ number
    }
    return sum
  }

  /// The scalar of this: sums from the highest products to the constant, always the same one.
  public var scalar: Scalar {
    let sorted = terms.sorted { Polynomial.precedes($0.key, $1.key) }
    // A sum starts with what is not subtracted, if anything is.
    let ordered = sorted.filter { $0.value > 0 } + sorted.filter { $0.value < 0 }
    guard let first = ordered.first else { return .constant(0) }
    return ordered.dropFirst().reduce(Polynomial.term(first.key, first.value)) { sum, term in
      term.value < 0 && term.value != .min
        ? .binary(.subtract, sum, Polynomial.term(term.key, -term.value))
        : .binary(.add, sum, Polynomial.term(term.key, term.value))
    }
  }

  /// Products of more factors first, the constant last.
  private static func precedes(_ a: Product, _ b: Product) -> Bool {
    if a.count != b.count { return a.count > b.count }
    return zip(a, b).first { $0 != $1 }.map { $0.isBefore($1) } ?? false
  }

  private static func term(_ product: Product, _ factor: Int) -> Scalar {
    guard let first = product.first else { return .constant(factor) }
    let scalar = product.dropFirst().reduce(first) { .binary(.multiply, $0, $1) }
    return switch factor {
    case 1: scalar
    case -1: .unary(.minus, scalar)
    default: .binary(.multiply, scalar, .constant(factor))
    }
  }

}

extension Scalar {

  /// The variables that occur.
  public var variables: Set<VariableID> {
    switch self {
    case .constant: []
    case .variable(let id): [id]
    case .cell(_, let places): places.reduce(into: []) { $0.formUnion($1.variables) }
    case .bits(let a, _, _, _), .unary(_, let a): a.variables
    case .binary(_, let a, let b): a.variables.union(b.variables)
    case .choice(let a, let b, let c): a.variables.union(b.variables).union(c.variables)
    }
  }

  /// The simplest scalar that is known to have the same number; equal for scalars of one polynomial.
  public var simplified: Scalar { Polynomial(self).scalar }

  /// Whether both have the same number whatever the variables and the state are. False does not mean
  /// that they differ.
  public func isProvablyEqual(to other: Scalar) -> Bool {
    self == other || Polynomial(self) == Polynomial(other)
  }

  /// Whether the two never have the same number. False does not mean that they may be equal.
  public func isProvablyDifferent(from other: Scalar) -> Bool {
    let difference = Polynomial(self) - Polynomial(other)
    return difference.constant.map { $0 != 0 } ?? false
  }

}
