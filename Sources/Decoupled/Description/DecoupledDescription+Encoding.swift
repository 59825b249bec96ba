public import Diagnostics
public import Effects
public import ISA

extension DecoupledDescription {

  /// The instruction of that meaning with those numbers; what is not given is 0.
  ///
  /// `pops` and `pushes` name token queues of the unit that runs it.
  /// - Errors: there is no such instruction, a number does not fit its field, a parameter has no
  ///   field and is not 0, or a queue does not belong to the unit.
  public func encode(
    _ meaning: Meaning, _ numbers: [Parameter: Int] = [:], pops: [String] = [],
    pushes: [String] = []
  ) throws(Diagnostic) -> Word {
    guard let index = index(of: meaning) else {
      throw .error("`\(name)` has no instruction that means `\(meaning.rawValue)`")
    }
    let format = instructionSet.formats[index]
    var word = Word()
    instructionSet.opcode.store(format.opcode ?? 0, in: &word)
    for parameter in Parameter.allCases {
      guard let number = numbers[parameter] else { continue }
      if let field = instructions[index].fields[parameter] {
        try format.fields[field].storeChecked(number, in: &word, of: format.name)
      } else if number != 0 {
        throw .error("`\(format.name)` of `\(name)` has no field for `\(parameter.rawValue)`")
      }
    }
    let unit = self.unit(runs: index, memoryCode: numbers[.memory])
    for queue in pops {
      let token = tokens.first { $0.name == queue && $0.to == unit }
      try set(token?.pop, for: queue, "pop", of: unit, format: format, in: &word)
    }
    for queue in pushes {
      let token = tokens.first { $0.name == queue && $0.from == unit }
      try set(token?.push, for: queue, "push", of: unit, format: format, in: &word)
    }
    return word
  }

  private func set(
    _ flag: String?, for queue: String, _ verb: String, of unit: String, format: Format,
    in word: inout Word
  ) throws(Diagnostic) {
    guard let flag, let field = format.field(flag) else {
      throw .error("unit `\(unit)` can not \(verb) `\(queue)` with `\(format.name)`")
    }
    field.store(1, in: &word)
  }

  /// The unit that runs an instruction of the format with that index.
  public func unit(runs index: Int, memoryCode: Int?) -> String {
    let instruction = instructions[index]
    guard let memoryCode, let direction = instruction.meaning.direction else {
      return instruction.unit
    }
    let units = memories.lazy.filter { $0.code == memoryCode }.compactMap { $0.unit(direction) }
    return units.first ?? instruction.unit
  }

  /// A micro-op with those indices.
  /// - Errors: an index does not fit its field.
  public func encodeMicroOp(destination: Int, source: Int, weight: Int = 0) throws(Diagnostic)
    -> Word
  {
    let format = instructionSet.microOp
    var word = Word()
    let parts = [
      (microOp.destination, destination), (microOp.source, source), (microOp.weight, weight),
    ]
    for (field, number) in parts {
      try format.fields[field].storeChecked(number, in: &word, of: format.name)
    }
    return word
  }

}

extension Field {

  fileprivate func storeChecked(
    _ number: Int, in word: inout Word, of format: String
  ) throws(Diagnostic) {
    guard range.contains(number) else {
      throw .error(
        "\(number) does not fit `\(name)` of `\(format)`, which takes \(range.lowerBound) to \(range.upperBound)"
      )
    }
    store(number, in: &word)
  }

}
