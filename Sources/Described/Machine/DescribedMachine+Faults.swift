import Diagnostics
import Effects
import ISA
import Simulation
import Support

extension DescribedMachine {

  /// What went wrong with the instruction that runs, in words.
  func fault(_ failure: MachinePosition.Failure) -> Fault {
    let index = position.current ?? 0
    switch failure {
    case .undefinedOpcode:
      return Fault(
        .undefinedOpcode, instruction: program.number(index), unit: program.unitName(index),
        message: program.undefined(index), notes: [program.defined(besides: index)])
    case .effect(let error):
      return Fault(
        error.reason.kind, instruction: program.number(index), unit: program.unitName(index),
        message: Sentence(error.reason.message(program.description.form)),
        notes: notes(index, error))
    }
  }

  /// The statement that failed, the step, and what the host has.
  private func notes(_ index: Int, _ error: EffectFault) -> [Sentence] {
    guard let effect = program.effect(index) else { return [] }
    var notes: [Sentence] = []
    if let step = error.step, let frame = frame(ofStep: step, of: index) {
      if let text = statement(error, effect, frame) { notes.append("in `\(text)`") }
      if !effect.loops.isEmpty {
        let numbers = effect.loops.map { loop in
          "\(effect.variables[loop.variable.index].name) = \(frame[loop.variable.index])"
        }
        notes.append(
          Sentence("in step \(step) of \(stepCount), where \(numbers.joined(separator: ", "))"))
      }
    }
    switch error.reason {
    case .noHostMemory: notes.append(imageNote)
    case .noCase: notes.append(contentsOf: caseNotes(effect))
    default: break
    }
    return notes
  }

  /// The action that failed, with the numbers of the step in it.
  private func statement(
    _ error: EffectFault, _ effect: Effect, _ frame: [Int]
  ) -> String? {
    guard let place = error.caseIndex, effect.cases.indices.contains(place),
      let action = error.action, effect.cases[place].actions.indices.contains(action)
    else { return nil }
    var one = effect
    one.loops = []
    one.cases = [Effect.Case([effect.cases[place].actions[action]])]
    let numbers = effect.variables.indices.map { (VariableID($0), frame[$0]) }
      .filter { id, _ in !effect.bindings.contains { $0.variable == id } }
    return one.text(
      in: program.description.form.state, with: Dictionary(uniqueKeysWithValues: numbers)
    ).cases.first?.does.text
  }

  private var imageNote: Sentence {
    let ranges = program.engine.layout.segments.map { segment in
      "\(segment.addresses.lowerBound.hexadecimal) to "
        + (segment.addresses.upperBound - 1).hexadecimal
    }
    guard !ranges.isEmpty else { return "the workload has no image of DRAM" }
    let shown = ranges.prefix(4).joined(separator: ", ")
    return Sentence("the image has \(shown)" + (ranges.count > 4 ? " and more" : ""))
  }

  private func caseNotes(_ effect: Effect) -> [Sentence] {
    let text = effect.text(in: program.description.form.state)
    let conditions = text.cases.compactMap { $0.when.map { "`\($0.text)`" } }
    return [Sentence("one of these has to hold: \(conditions.joined(separator: ", "))")]
  }

}

extension MachineProgram {

  /// What a word is that no instruction has.
  func undefined(_ index: Int) -> Sentence {
    let word = word(index)
    let code = description.instructionSet.opcode.value(in: word)
    let others = formats(besides: index)
    guard !others.isEmpty else { return "opcode \(code) is not defined" }
    var found: [String] = []
    for selector in others.flatMap(\.selectors) {
      let text = "`\(selector.field.text)` = \(selector.field.value(in: word))"
      if !found.contains(text) { found.append(text) }
    }
    return Sentence(
      "no instruction has opcode \(code) with \(found.joined(separator: " and "))")
  }

  /// The instructions that it may have been meant to be.
  fileprivate func defined(besides index: Int) -> Sentence {
    let others = formats(besides: index)
    guard others.isEmpty else {
      let names = others.map { format in
        let codes = format.selectors.map { "\($0.field.name) = \($0.value)" }
        return "\(format.name) (\(codes.joined(separator: ", ")))"
      }
      return Sentence("what it has is \(names.joined(separator: ", "))")
    }
    let codes = description.instructionSet.formats.map { "\($0.name) (\($0.opcode ?? 0))" }
    return Sentence("what is defined is \(codes.joined(separator: ", "))")
  }

  /// Those that have the opcode of a word, but other codes besides.
  private func formats(besides index: Int) -> [Format] {
    let set = description.instructionSet
    let code = set.opcode.value(in: word(index))
    return set.formats.filter { $0.opcode == code && !$0.selectors.isEmpty }
  }

}
