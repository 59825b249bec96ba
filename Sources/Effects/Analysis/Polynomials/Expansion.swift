/// The scalars of an effect with its names put in: polynomials over fields, loop variables and atoms.
public struct Expansion: Sendable {

  /// What each name of `let` stands for; those that would grow too large stay variables.
  public private(set) var values: [VariableID: Polynomial] = [:]

  /// - Units: operators of one polynomial.
  private static let largest = 4096

  public init(of effect: Effect) {
    for binding in effect.bindings { insert(self[binding.value], for: binding.variable) }
  }

  /// The same where variables are numbers, such as the fields of one instruction.
  public init(of effect: Effect, where numbers: [VariableID: Int]) {
    values = numbers.mapValues { Polynomial($0) }
    for binding in effect.bindings { insert(self[binding.value], for: binding.variable) }
  }

  public subscript(scalar: Scalar) -> Polynomial { Polynomial(scalar) { values[$0] } }

  private mutating func insert(_ value: Polynomial, for variable: VariableID) {
    if value.terms.keys.reduce(0, { $0 + $1.reduce(1) { $0 + $1.size } }) <= Expansion.largest {
      values[variable] = value
    }
  }

}

extension Scalar {

  /// How many operators and operands there are.
  var size: Int {
    switch self {
    case .constant, .variable: 1
    case .cell(_, let places): places.reduce(1) { $0 + $1.size }
    case .bits(let a, _, _, _), .unary(_, let a): 1 + a.size
    case .binary(_, let a, let b): 1 + a.size + b.size
    case .choice(let a, let b, let c): 1 + a.size + b.size + c.size
    }
  }

  /// The scalars within this one for which `body` is called, this one first; those within one for
  /// which it says false are left out.
  func visit(_ body: (Scalar) -> Bool) {
    guard body(self) else { return }
    switch self {
    case .constant, .variable: break
    case .cell(_, let places): for place in places { place.visit(body) }
    case .bits(let a, _, _, _), .unary(_, let a): a.visit(body)
    case .binary(_, let a, let b):
      a.visit(body)
      b.visit(body)
    case .choice(let a, let b, let c):
      a.visit(body)
      b.visit(body)
      c.visit(body)
    }
  }

  /// Whether a cell of the state is read.
  public var readsState: Bool {
    var reads = false
    visit { scalar in
      if case .cell = scalar { reads = true }
      return !reads
    }
    return reads
  }

}
