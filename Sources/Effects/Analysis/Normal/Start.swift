/// Where something begins, as a sum: what a compiler chooses, and what loops add to it.
public struct Start: Hashable, Sendable {

  /// The whole sum, with loop variables in it.
  public let polynomial: Polynomial

  public var constant: Int = 0

  /// What is added once, each times its factor.
  public var terms: [Term] = []

  /// What each round of a loop adds, by loop variable: a number or a field that a compiler sets.
  public var steps: [Step] = []

  /// What is none of these; 0 where the sum is affine.
  public var rest = Polynomial()

  public struct Term: Hashable, Sendable {
    public var source: Source
    public var factor: Int
  }

  public enum Source: Hashable, Sendable {
    case field(VariableID)
    /// A number that the state keeps from an earlier instruction.
    case cell(StateID)
    /// Bits of a number that a loop over cells gives: a field of a micro-op.
    case bits(of: VariableID, lsb: Int, width: Int, isSigned: Bool)
  }

  public struct Step: Hashable, Sendable {
    public var loop: VariableID
    public var by: Polynomial
  }

  /// Takes a polynomial apart by the loops of its effect.
  init(_ polynomial: Polynomial, loops: [VariableID]) {
    self.polynomial = polynomial
    var left = polynomial
    for loop in loops {
      guard let by = left.coefficient(of: loop), by != Polynomial(),
        let without = left.without(loop), by.variables.isDisjoint(with: loops)
      else { continue }
      steps.append(Step(loop: loop, by: by))
      left = without
    }
    constant = left.constantPart
    left = left - Polynomial(constant)
    for (product, factor) in left.terms {
      guard product.count == 1, let source = Source(product[0], loops: loops) else { continue }
      terms.append(Term(source: source, factor: factor))
      left = left - Polynomial(atom: product[0]) * Polynomial(factor)
    }
    terms.sort { $0.source.scalar.isBefore($1.source.scalar) }
    rest = left
  }

  public var isAffine: Bool { rest == Polynomial() }

  /// The fields that are added, with their factors.
  public var fields: [(field: VariableID, factor: Int)] {
    terms.compactMap { term in
      if case .field(let id) = term.source { (id, term.factor) } else { nil }
    }
  }

  /// What each round of `loop` adds; nil where it adds nothing.
  public func step(of loop: VariableID) -> Polynomial? { steps.first { $0.loop == loop }?.by }

}

extension Start.Source {

  fileprivate init?(_ atom: Scalar, loops: [VariableID]) {
    switch atom {
    case .variable(let id) where !loops.contains(id): self = .field(id)
    case .cell(let part, let places) where places.allSatisfy(\.variables.isEmpty):
      self = .cell(part)
    case .bits(.variable(let id), let lsb, let width, let isSigned) where loops.contains(id):
      self = .bits(of: id, lsb: lsb, width: width, isSigned: isSigned)
    default: return nil
    }
  }

  /// Of all that are one source, one scalar: for their order.
  fileprivate var scalar: Scalar {
    switch self {
    case .field(let id): .variable(id)
    case .cell(let part): .cell(part, [])
    case .bits(let id, let lsb, let width, let isSigned):
      .bits(.variable(id), lsb: lsb, width: width, isSigned: isSigned)
    }
  }

}
