import Support

/// A scalar as a sum of products of variables and of what is no polynomial itself.
///
/// Numbers have 64 bits and wrap, which makes them a ring: two scalars of the same polynomial are
/// equal for all numbers of their variables, whatever overflows.
public struct Polynomial: Hashable, Sendable {

  /// What is multiplied, in the order of `Scalar.isBefore`: variables, and atoms (cells, bits, right
  /// shifts, quotients, choices), which are simplified themselves. Empty for the constant part.
  public typealias Product = [Scalar]

  /// The factor of each product, none of them 0.
  public private(set) var terms: [Product: Int]

  /// - Units: terms of a product, and factors of one of them; what grows beyond is kept as an atom.
  static let (mostTerms, mostFactors) = (128, 12)

  private init(terms: [Product: Int]) { self.terms = terms.filter { $0.value != 0 } }

  public init(_ constant: Int = 0) { self.init(terms: [[]: constant]) }

  public init(_ variable: VariableID) { self.init(atom: .variable(variable)) }

  /// One times a scalar that is no sum and no product.
  init(atom: Scalar) { self.init(terms: [[atom]: 1]) }

  // MARK: - Parts

  /// What is left where all variables and atoms are 0.
  public var constantPart: Int { terms[[]] ?? 0 }

  /// The number that this is whatever the variables are; nil where it depends on them.
  public var constant: Int? {
    terms.isEmpty ? 0 : terms.count == 1 ? terms[[]] : nil
  }

  /// All variables, also those inside of atoms.
  public var variables: Set<VariableID> {
    terms.keys.reduce(into: []) { $0.formUnion($1.flatMap(\.variables)) }
  }

  /// What `variable` is multiplied with; nil where this is not affine in it, as where it stands in an
  /// atom or twice in a product. 0 where it does not occur.
  public func coefficient(of variable: VariableID) -> Polynomial? {
    var found: [Product: Int] = [:]
    for (product, factor) in terms {
      let (own, rest) = product.split { $0 == .variable(variable) }
      if own.count > 1 || rest.contains(where: { $0.variables.contains(variable) }) { return nil }
      if !own.isEmpty { found[rest] = factor }
    }
    return Polynomial(terms: found)
  }

  /// What is left where `variable` is 0; nil where this is not affine in it.
  public func without(_ variable: VariableID) -> Polynomial? {
    guard let factor = coefficient(of: variable) else { return nil }
    return self - factor * Polynomial(variable)
  }

  /// The terms with at least one of the factors that hold, and the others.
  func split(by holds: (Scalar) -> Bool) -> (with: Polynomial, without: Polynomial) {
    let with = terms.filter { $0.key.contains(where: holds) }
    return (Polynomial(terms: with), Polynomial(terms: terms.filter { with[$0.key] == nil }))
  }

  /// Whether it may be 0 where its variables are not, as far as what its factors have in common tells.
  var canBeZero: Bool {
    let factors = terms.filter { !$0.key.isEmpty }.values
    guard !factors.isEmpty else { return constantPart == 0 }
    guard constantPart != 0 else { return factors.count > 1 }
    return constantPart.isMultiple(of: factors.reduce(0, greatestCommonDivisor))
  }

  // MARK: - Sums and products

  public static func + (a: Polynomial, b: Polynomial) -> Polynomial {
    Polynomial(terms: a.terms.merging(b.terms, uniquingKeysWith: &+))
  }

  public static prefix func - (a: Polynomial) -> Polynomial {
    Polynomial(terms: a.terms.mapValues { 0 &- $0 })
  }

  public static func - (a: Polynomial, b: Polynomial) -> Polynomial { a + -b }

  public static func += (a: inout Polynomial, b: Polynomial) { a = a + b }

  /// The product, multiplied out unless it would have too many terms.
  public static func * (a: Polynomial, b: Polynomial) -> Polynomial {
    let factors = a.degree + b.degree
    guard a.terms.count * b.terms.count <= mostTerms, factors <= mostFactors else {
      let sides = [a.scalar, b.scalar].sorted { $0.isBefore($1) }
      return Polynomial(atom: .binary(.multiply, sides[0], sides[1]))
    }
    var terms: [Product: Int] = [:]
    for (x, m) in a.terms {
      for (y, n) in b.terms {
        terms[(x + y).sorted { $0.isBefore($1) }, default: 0] &+= m &* n
      }
    }
    return Polynomial(terms: terms)
  }

  /// The most factors in one product.
  var degree: Int { terms.keys.map(\.count).max() ?? 0 }

}

extension Polynomial.Product {

  fileprivate func split(by holds: (Scalar) -> Bool) -> (with: [Scalar], without: [Scalar]) {
    (filter(holds), filter { !holds($0) })
  }

}
