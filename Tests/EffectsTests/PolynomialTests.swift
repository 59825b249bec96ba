import Effects
import Support
import Testing

@Suite("Polynomials of scalars")
struct PolynomialTests {

  private static let x = Scalar.variable(VariableID(0))
  private static let y = Scalar.variable(VariableID(1))
  private static let z = Scalar.variable(VariableID(2))

  @Test("sums and products have one form")
  func equal() {
    let (x, y, z) = (Self.x, Self.y, Self.z)
    #expect(((x + y) * z).isProvablyEqual(to: z * y + x * z))
    #expect((x + y - x).isProvablyEqual(to: y))
    #expect((x + y - x).simplified == y)
    #expect((x + 1).isProvablyDifferent(from: x))
    #expect(!(x + 1).isProvablyDifferent(from: y))
    #expect(Scalar.binary(.shiftLeft, x, .constant(4)).isProvablyEqual(to: x * 16))
    #expect(
      Scalar.binary(.bitAnd, x, .constant(255)).isProvablyEqual(
        to: .bits(x, lsb: 0, width: 8, isSigned: false)))
    #expect(!(x * y).isProvablyEqual(to: x))
  }

  @Test("overflow wraps and never traps")
  func overflow() {
    let (x, y) = (Self.x, Self.y)
    let great = Scalar.constant(.max)
    #expect((x * great + x).isProvablyEqual(to: x * .constant(.min)))
    #expect((great + 1).simplified == .constant(.min))
    #expect((y - .constant(.min)).isProvablyEqual(to: y + .constant(.min)))
    #expect(Scalar.binary(.quotient, .constant(.min), .constant(-1)).simplified == .constant(.min))
    let power = (0 ..< 40).reduce(x + y + 1) { power, _ in power * (x + y + Self.z + 1) }
    #expect(power.isProvablyEqual(to: power))
  }

  @Test("comparisons have one form")
  func conditions() {
    let (x, y) = (Self.x, Self.y)
    func of(_ operation: ScalarBinary, _ a: Scalar, _ b: Scalar) -> Scalar {
      .binary(operation, a, b)
    }
    #expect(of(.equal, x + 1, y).isProvablyEqual(to: of(.equal, y - x, 1)))
    #expect(of(.greater, x, y).isProvablyEqual(to: of(.less, y, x)))
    #expect(Scalar.unary(.not, of(.less, x, y)).isProvablyEqual(to: of(.lessOrEqual, y, x)))
    #expect(of(.equal, of(.less, x, y), 1).isProvablyEqual(to: of(.less, x, y)))
    #expect(of(.and, of(.less, x, y), 1).simplified == of(.less, x, y))
    // A sum may wrap: x < x + 1 does not always hold.
    #expect(of(.less, x, x + 1).simplified != .constant(1))
  }

  @Test("a coefficient is what a variable is multiplied with")
  func coefficients() throws {
    let (x, y, z) = (Self.x, Self.y, Self.z)
    let sum = Polynomial(x * y * 3 + x * 2 + z + 7)
    #expect(sum.coefficient(of: VariableID(0)) == Polynomial(y * 3 + 2))
    #expect(sum.coefficient(of: VariableID(3)) == Polynomial(0))
    #expect(sum.constantPart == 7)
    #expect(Polynomial(x * x).coefficient(of: VariableID(0)) == nil)
    let bits = Scalar.bits(x, lsb: 2, width: 3, isSigned: false)
    #expect(Polynomial(bits + y).coefficient(of: VariableID(0)) == nil)
    #expect(Polynomial(bits + y).substituting([VariableID(0): Polynomial(12)]) == Polynomial(y + 3))
    #expect(sum.without(VariableID(0)) == Polynomial(z + 7))
  }

  /// For random scalars and frames, what is simplified has the same number, wherever there is one.
  @Test("simplifying keeps the number", arguments: 0 ..< 20)
  func property(_ seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed))
    for _ in 0 ..< 60 {
      let scalar = RandomScalar.make(&random, depth: 5)
      let simplified = scalar.simplified
      #expect(simplified.simplified == simplified)
      for _ in 0 ..< 5 {
        let frame = RandomScalar.frame(&random)
        guard let number = try? scalar.value(in: frame) else { continue }
        #expect(try simplified.value(in: frame) == number, "\(scalar) in \(frame)")
        let replaced = Polynomial(scalar).substituting([VariableID(1): Polynomial(frame[1])])
        #expect(try replaced.scalar.value(in: frame) == number)
      }
    }
  }

}

/// Scalars over the first three variables, with all operators.
enum RandomScalar {

  static func make(_ random: inout SplitMix64, depth: Int) -> Scalar {
    if depth == 0 || Int.random(in: 0 ..< 5, using: &random) == 0 {
      return Bool.random(using: &random)
        ? .variable(VariableID(Int.random(in: 0 ..< 3, using: &random)))
        : .constant(number(&random))
    }
    func next() -> Scalar { make(&random, depth: depth - 1) }
    switch Int.random(in: 0 ..< 12, using: &random) {
    case 0:
      let lsb = Int.random(in: 0 ..< 64, using: &random)
      let width = Int.random(in: 1 ... 64 - lsb, using: &random)
      return .bits(next(), lsb: lsb, width: width, isSigned: Bool.random(using: &random))
    case 1: return .unary(ScalarUnary.allCases.randomElement(using: &random)!, next())
    case 2: return .choice(next(), next(), next())
    default:
      let operation = ScalarBinary.allCases.randomElement(using: &random)!
      return .binary(operation, next(), next())
    }
  }

  static func number(_ random: inout SplitMix64) -> Int {
    switch Int.random(in: 0 ..< 8, using: &random) {
    case 0: Int(truncatingIfNeeded: random.next())
    case 1: [Int.min, .max, -1, 64, 63, -64].randomElement(using: &random)!
    default: Int.random(in: -4 ..< 20, using: &random)
    }
  }

  static func frame(_ random: inout SplitMix64) -> [Int] { (0 ..< 3).map { _ in number(&random) } }

}
