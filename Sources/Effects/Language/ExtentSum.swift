/// A number as a sum of products of what is neither: what decides whether two extents are the same.
///
/// Numbers wrap in 64 bits, where sums and products are those of a ring: an equation that holds for
/// the terms holds for the numbers. Terms stand in the order in which they were met.
struct ExtentSum: Sendable {

  /// How often each factor stands in the product, and how often the product in the sum.
  private struct Term {
    var factors: [Factor]
    var coefficient: Int
    func hasSameFactors(as other: Term) -> Bool {
      factors.count == other.factors.count
        && factors.allSatisfy { other.factors.contains($0) }
    }
  }

  private struct Factor: Hashable {
    var scalar: Scalar
    var power: Int
  }

  private var terms: [Term] = []

  /// Products of longer sums stay as they are.
  private static let mostTerms = 64

  init(_ scalar: Scalar) {
    switch scalar {
    case .constant(let number): add(Term(factors: [], coefficient: number))
    case .unary(.minus, let a): self = ExtentSum(a).scaled(by: -1)
    case .binary(.add, let a, let b): self = ExtentSum(a).adding(ExtentSum(b))
    case .binary(.subtract, let a, let b):
      self = ExtentSum(a).adding(ExtentSum(b).scaled(by: -1))
    case .binary(.multiply, let a, let b):
      let (a, b) = (ExtentSum(a), ExtentSum(b))
      guard a.terms.count * b.terms.count <= Self.mostTerms else { fallthrough }
      for left in a.terms { for right in b.terms { add(Self.product(left, right)) } }
    default: add(Term(factors: [Factor(scalar: scalar, power: 1)], coefficient: 1))
    }
  }

  func adding(_ other: ExtentSum) -> ExtentSum {
    var sum = self
    for term in other.terms { sum.add(term) }
    return sum
  }

  func scaled(by factor: Int) -> ExtentSum {
    var sum = self
    for index in sum.terms.indices { sum.terms[index].coefficient &*= factor }
    sum.terms.removeAll { $0.coefficient == 0 }
    return sum
  }

  private mutating func add(_ term: Term) {
    if let index = terms.firstIndex(where: { $0.hasSameFactors(as: term) }) {
      terms[index].coefficient &+= term.coefficient
      if terms[index].coefficient == 0 { terms.remove(at: index) }
    } else if term.coefficient != 0 {
      terms.append(term)
    }
  }

  private static func product(_ a: Term, _ b: Term) -> Term {
    var product = Term(factors: a.factors, coefficient: a.coefficient &* b.coefficient)
    for factor in b.factors {
      if let index = product.factors.firstIndex(where: { $0.scalar == factor.scalar }) {
        product.factors[index].power += factor.power
      } else {
        product.factors.append(factor)
      }
    }
    return product
  }

  /// The number, where it is the same for every instruction.
  var constant: Int? {
    if terms.isEmpty { return 0 }
    return terms.count == 1 && terms[0].factors.isEmpty ? terms[0].coefficient : nil
  }

  /// The sum as a number: positive terms first.
  var scalar: Scalar {
    let ordered =
      terms.filter { $0.coefficient > 0 } + terms.filter { $0.coefficient <= 0 }
    guard var sum = ordered.first.map(Self.scalar) else { return .constant(0) }
    for term in ordered.dropFirst() {
      if term.coefficient < 0, term.coefficient != .min {
        let size = Term(factors: term.factors, coefficient: -term.coefficient)
        sum = .binary(.subtract, sum, Self.scalar(size))
      } else {
        sum = .binary(.add, sum, Self.scalar(term))
      }
    }
    return sum
  }

  private static func scalar(_ term: Term) -> Scalar {
    let factors = term.factors.flatMap { Array(repeating: $0.scalar, count: $0.power) }
    guard let first = factors.first else { return .constant(term.coefficient) }
    let product = factors.dropFirst().reduce(first) { .binary(.multiply, $0, $1) }
    return term.coefficient == 1 ? product : .binary(.multiply, product, .constant(term.coefficient))
  }

}

extension Scalar {

  /// The number of places from `lower` on before `self`, in as few terms as there are.
  ///
  /// It is what was added to `lower`, as it stands, where that can be seen.
  func distance(from lower: Scalar) -> Scalar {
    if lower == .constant(0) { return self }
    if case .binary(.add, lower, let count) = self { return count }
    return ExtentSum(.binary(.subtract, self, lower)).scalar
  }

  /// The sum in as few terms as there are.
  static func sum(_ numbers: Scalar...) -> Scalar {
    ExtentSum(numbers.dropFirst().reduce(numbers[0]) { .binary(.add, $0, $1) }).scalar
  }

  /// The product; factors that are known are multiplied. 1 of none.
  static func product(_ numbers: some Sequence<Scalar>) -> Scalar {
    var known = 1
    var product: Scalar?
    for number in numbers {
      if case .constant(let value) = number {
        known = known &* value
      } else {
        product = product.map { .binary(.multiply, $0, number) } ?? number
      }
    }
    guard let product, known != 0 else { return .constant(known) }
    return known == 1 ? product : .binary(.multiply, product, .constant(known))
  }

  /// Whether two numbers are the same for every instruction; nil where that can not be told.
  func isSame(as other: Scalar) -> Bool? {
    if self == other { return true }
    return ExtentSum(.binary(.subtract, self, other)).constant.map { $0 == 0 }
  }

}
