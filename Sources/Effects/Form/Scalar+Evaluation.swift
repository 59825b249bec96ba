/// Why a scalar has no number.
public enum ScalarFault: Error, Hashable, Sendable {
  case divisionByZero
  /// A variable that the frame does not have.
  case noVariable(VariableID)
  /// A place that is not in the state.
  case noCell(StateID, [Int])
}

extension Scalar {

  /// The number of this scalar where the variables are `frame` and the state gives `cell`.
  ///
  /// Both sides of `and` and `or` are computed, and only the chosen side of a choice.
  /// - Cost: the size of the scalar.
  public func value(
    in frame: [Int], cell: (StateID, [Int]) throws(ScalarFault) -> Int
  ) throws(ScalarFault) -> Int {
    switch self {
    case .constant(let number): return number
    case .variable(let id):
      guard frame.indices.contains(id.index) else { throw .noVariable(id) }
      return frame[id.index]
    case .cell(let state, let places):
      var numbers: [Int] = []
      for place in places { numbers.append(try place.value(in: frame, cell: cell)) }
      return try cell(state, numbers)
    case .bits(let scalar, let lsb, let width, let isSigned):
      let number = try scalar.value(in: frame, cell: cell)
      return Scalar.bits(of: number, lsb: lsb, width: width, isSigned: isSigned)
    case .unary(let unary, let a): return unary.result(try a.value(in: frame, cell: cell))
    case .binary(let binary, let a, let b):
      let (a, b) = (try a.value(in: frame, cell: cell), try b.value(in: frame, cell: cell))
      guard let result = binary.result(a, b) else { throw .divisionByZero }
      return result
    case .choice(let condition, let a, let b):
      let holds = try condition.value(in: frame, cell: cell) != 0
      return try (holds ? a : b).value(in: frame, cell: cell)
    }
  }

  /// The number of this scalar where it depends on the frame alone; a cell is a fault.
  public func value(in frame: [Int]) throws(ScalarFault) -> Int {
    try value(in: frame) { (state, places) throws(ScalarFault) in throw .noCell(state, places) }
  }

}
