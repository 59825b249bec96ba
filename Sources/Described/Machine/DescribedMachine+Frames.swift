import Effects

/// The numbers of the steps of an instruction, as the state is now.
extension DescribedMachine {

  /// One number of the state.
  func cell(_ part: StateID, _ places: [Int]) throws(ScalarFault) -> Int {
    guard let number = withState({ $0.integer(of: part, at: places) }) else {
      throw .noCell(part, places)
    }
    return number
  }

  /// The frame of a step: fields, loop variables and names.
  /// - Returns: nil where loops or names have no numbers.
  func frame(ofStep step: Int, of index: Int) -> [Int]? {
    guard let effect = program.effect(index) else { return nil }
    let fields = program.instructions[index].fields
    var frame = fields + Array(repeating: 0, count: max(0, effect.variables.count - fields.count))
    do throws(ScalarFault) {
      var rest = step
      for loop in effect.loops.reversed() {
        let (lower, upper) = loop.domain.bounds
        let first = try number(lower, frame)
        let count = max(0, try number(upper, frame) &- first)
        guard count > 0 else { return nil }
        let place = first + rest % count
        rest /= count
        if case .cells(let part, _, _) = loop.domain {
          frame[loop.variable.index] = try cell(part, [place])
        } else {
          frame[loop.variable.index] = place
        }
      }
      for binding in effect.bindings {
        frame[binding.variable.index] = try number(binding.value, frame)
      }
      return frame
    } catch {
      return nil
    }
  }

  func number(_ scalar: Scalar, _ frame: [Int]) throws(ScalarFault) -> Int {
    try scalar.value(in: frame) { (part, places) throws(ScalarFault) in try cell(part, places) }
  }

}

extension Effect.Domain {

  /// Where it begins, and where it ends.
  var bounds: (lower: Scalar, upper: Scalar) {
    switch self {
    case .numbers(let lower, let upper), .cells(_, let lower, let upper): (lower, upper)
    }
  }

}
