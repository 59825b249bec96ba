public import Diagnostics

extension Effect {

  /// What is odd about the cases of this effect, at their places in the text that it was read from: a
  /// case that is never taken, and numbers for which there is none.
  /// - Cost: that of `Coverage`.
  public func notes(on text: EffectText, state: [StatePart]) -> [Diagnostic] {
    let coverage = Coverage(of: self, in: MachineForm(state: state, instructions: []))
    var notes: [Diagnostic] = []
    for (index, verdict) in coverage.verdicts.enumerated() where verdict == .never {
      let source = text.cases[index].when ?? text.cases[index].does
      notes.append(.note("this case never holds", at: source.place(at: 0)))
    }
    guard let last = text.cases.last?.when?.place(at: 0), cases.last?.condition != nil else {
      return notes
    }
    if let numbers = coverage.uncovered {
      let numbers = numbers.sorted { $0.key.index < $1.key.index }
        .map { "`\(variables[$0.key.index].name)` = \($0.value)" }.joined(separator: ", ")
      notes.append(.note("no case holds\(numbers.isEmpty ? "" : " for \(numbers)")", at: last))
    } else if !coverage.isExact {
      notes.append(
        .note("whether there is always a case that holds depends on the state", at: last))
    }
    return notes
  }

}
