import Diagnostics
import Effects

extension MeaningFacts {

  /// Computes with vectors.
  static let alu = MeaningFacts(
    required: [.uopBegin, .uopEnd, .operation],
    optional: Parameter.loops + [.useImmediate, .immediate], takesUndefined: true,
    operation: { numbers, word, _ in
      .nest(numbers.nest(in: word), numbers.vector(in: word))
    },
    effect: { effect throws(Diagnostic) in try effect.vectors() })

}

extension InstructionEffect {

  fileprivate func vectors() throws(Diagnostic) -> [String] {
    let sums = try memory(.accumulator)
    var found: [(when: String?, does: String)] = []
    for (code, operation) in own.operations.sorted(by: { $0.key < $1.key }) {
      let selected = "\(term(.operation)) == \(code)"
      if let flag = field(.useImmediate) {
        let does = try Self.immediate(operation, sums, term(.immediate), description.options)
        found.append(("\(selected) and \(flag)", does))
      }
      found.append((selected, try Self.vector(operation, sums, description.options)))
    }
    return loops([destination, source]) + cases(found, isWhole: false)
  }

  private static func immediate(
    _ operation: AluOperation, _ sums: String, _ number: String, _ options: MachineOptions
  ) throws(Diagnostic) -> String {
    guard operation != .shiftRight || options.immediateShift == .saturate else {
      throw .error(
        "effects say of a shift by an immediate only that it saturates, and not that it is `\(options.immediateShift.rawValue)`"
      )
    }
    return "\(sums)[d] = \(applied(operation, "\(sums)[d]", number))"
  }

  private static func vector(
    _ operation: AluOperation, _ sums: String, _ options: MachineOptions
  ) throws(Diagnostic) -> String {
    let (x, y) = ("\(sums)[d]", "\(sums)[s]")
    guard operation == .shiftRight else { return "\(x) = \(applied(operation, x, y))" }
    switch options.vectorShift {
    case .saturate: return "\(x) = \(x) >> \(y)"
    case .modulo: return "\(x) = \(x) >> (\(y) & 31) if \(y) >= 0 else \(x) << (-\(y) & 31)"
    case .fiveBits: return "\(x) = \(x) >> ((\(y) & 31 ^ 16) - 16)"
    case .right:
      throw .error("effects can not say that a field that is not used turns a shift")
    }
  }

  private static func applied(_ operation: AluOperation, _ x: String, _ y: String) -> String {
    switch operation {
    case .min: "min(\(x), \(y))"
    case .max: "max(\(x), \(y))"
    case .add: "\(x) + \(y)"
    case .multiply: "\(x) * \(y)"
    case .shiftRight: "\(x) >> \(y)"
    }
  }

}
