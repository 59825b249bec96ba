import ISA
import Tensors

/// The numbers that the variables of an effect and the cells of the state can have.
///
/// What follows is never too narrow; it is exact where a sum has each variable once.
public struct Ranges: Sendable {

  /// Of each variable of the frame.
  public private(set) var variables: [ClosedRange<Int>]

  /// Of one number of each part of the state.
  private let cells: [ClosedRange<Int>]

  /// What the variables of an effect can be by the widths of fields, the bounds of loops and the
  /// types of the state.
  public init(of effect: Effect, in machine: MachineForm) {
    cells = machine.state.map { $0.type.element.scalarRange }
    variables = effect.variables.map { $0.field?.scalarRange ?? .all }
    for loop in effect.loops {
      switch loop.domain {
      case .numbers(let lower, let upper):
        let (lower, upper) = (range(of: lower), range(of: upper) - ClosedRange(1))
        self[loop.variable] = lower.lowerBound ... max(lower.lowerBound, upper.upperBound)
      case .cells(let part, _, _):
        if cells.indices.contains(part.index) { self[loop.variable] = cells[part.index] }
      }
    }
    for binding in effect.bindings { self[binding.variable] = range(of: binding.value) }
  }

  public subscript(id: VariableID) -> ClosedRange<Int> {
    get { variables.indices.contains(id.index) ? variables[id.index] : .all }
    set { if variables.indices.contains(id.index) { variables[id.index] = newValue } }
  }

  /// All that a scalar can be; what divides by 0 counts for nothing.
  public func range(of scalar: Scalar) -> ClosedRange<Int> {
    let direct = direct(scalar)
    return direct.intersection(range(of: Polynomial(scalar))) ?? direct
  }

  /// All that a polynomial can be.
  public func range(of polynomial: Polynomial) -> ClosedRange<Int> {
    polynomial.terms.reduce(0 ... 0) { sum, term in
      sum + term.key.reduce(ClosedRange(term.value)) { $0 * direct($1) }
    }
  }

  private func direct(_ scalar: Scalar) -> ClosedRange<Int> {
    switch scalar {
    case .constant(let number): return number ... number
    case .variable(let id): return self[id]
    case .cell(let part, _): return cells.indices.contains(part.index) ? cells[part.index] : .all
    case .bits(let a, let lsb, let width, let isSigned):
      return direct(a).bits(lsb: lsb, width: width, isSigned: isSigned)
    case .unary(.minus, let a): return ClosedRange(0) - direct(a)
    case .unary(.complement, let a): return ClosedRange(-1) - direct(a)
    case .unary(.not, let a): return direct(a).applying(.equal, 0 ... 0) ?? 0 ... 1
    case .binary(let operation, let a, let b):
      return direct(a).applying(operation, direct(b)) ?? .all
    case .choice(let condition, let a, let b):
      switch direct(condition) {
      case 0 ... 0: return direct(b)
      case let range where !range.contains(0): return direct(a)
      default: return direct(a).union(direct(b))
      }
    }
  }

  // MARK: - Conditions

  /// These where `condition` holds, or does not hold; nil where that can not be.
  ///
  /// Conditions on one variable against a number narrow it; others are looked at as they are.
  public func narrowed(by condition: Scalar, holds: Bool = true) -> Ranges? {
    var copy = self
    return copy.narrow(Polynomial(condition).scalar, holds) ? copy : nil
  }

  /// - Returns: whether it can be.
  private mutating func narrow(_ condition: Scalar, _ holds: Bool) -> Bool {
    let truth = range(of: condition)
    if holds ? truth == 0 ... 0 : !truth.contains(0) { return false }
    switch condition {
    case .binary(.and, let a, let b) where holds, .binary(.or, let a, let b) where !holds:
      return narrow(a, holds) && narrow(b, holds)
    case .binary(let operation, let a, let b) where operation.isCondition:
      return narrow(a, holds ? operation : operation.opposite, b)
    case .variable(let id) where !holds: return keep(id, 0 ... 0)
    case .variable(let id): return narrow(.variable(id), .notEqual, 0)
    default: return true
    }
  }

  private mutating func narrow(_ a: Scalar, _ operation: ScalarBinary, _ b: Scalar) -> Bool {
    switch (a, b) {
    case (.variable(let id), .constant(let number)): return narrow(id, operation, number)
    case (.constant(let number), .variable(let id)):
      return narrow(id, operation.exchanged, number)
    default: return true
    }
  }

  private mutating func narrow(_ id: VariableID, _ operation: ScalarBinary, _ number: Int) -> Bool {
    switch operation {
    case .equal: return keep(id, number ... number)
    case .less: return number > .min && keep(id, .min ... number - 1)
    case .lessOrEqual: return keep(id, .min ... number)
    case .greater: return number < .max && keep(id, number + 1 ... .max)
    case .greaterOrEqual: return keep(id, number ... .max)
    case .notEqual:
      if self[id].single == number { return false }
      if self[id].lowerBound == number { return keep(id, number + 1 ... .max) }
      return self[id].upperBound != number || keep(id, .min ... number - 1)
    default: return true
    }
  }

  private mutating func keep(_ id: VariableID, _ range: ClosedRange<Int>) -> Bool {
    guard let rest = self[id].intersection(range) else { return false }
    self[id] = rest
    return true
  }

}

extension ScalarBinary {

  /// The comparison that holds where this one does not.
  var opposite: ScalarBinary {
    switch self {
    case .equal: .notEqual
    case .notEqual: .equal
    case .less: .greaterOrEqual
    case .greaterOrEqual: .less
    case .greater: .lessOrEqual
    case .lessOrEqual: .greater
    default: self
    }
  }

  /// The comparison of the operands the other way round.
  var exchanged: ScalarBinary {
    switch self {
    case .less: .greater
    case .greater: .less
    case .lessOrEqual: .greaterOrEqual
    case .greaterOrEqual: .lessOrEqual
    default: self
    }
  }

}

extension Field {

  /// The scalars that the field can hold: 64 bits without sign are any number.
  var scalarRange: ClosedRange<Int> { width >= 64 ? .all : range }

}

extension ElementType {

  /// The scalars that an element can be.
  var scalarRange: ClosedRange<Int> {
    self == .bool ? 0 ... 1 : bitWidth >= 64 ? .all : integerRange ?? .all
  }

}
