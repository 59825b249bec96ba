public import Simulation
import Support

/// What is odd in a machine by its effects and the widths of its fields.
public enum Finding: Hashable, Sendable {

  /// A field that nothing depends on.
  case unused(instruction: Int, field: VariableID)

  /// A case that no numbers of the fields lead to.
  case neverTaken(instruction: Int, branch: Int)

  /// Numbers of the fields for which no case holds.
  case uncovered(instruction: Int, [VariableID: Int])

  /// Places of a part that no window of any instruction that writes or reads it ever has.
  case unreached(part: StateID, axis: Int, places: ClosedRange<Int>, isWritten: Bool)

  /// A window that can only stand at some of the places.
  case short(instruction: Int, Reach)

  /// A window that can reach over an end.
  case outside(instruction: Int, Reach)

  /// What a reader is told.
  public func sentence(in machine: MachineForm) -> Sentence {
    func name(_ instruction: Int) -> String { machine.instructions[instruction].name }
    func field(_ instruction: Int, _ id: VariableID) -> String {
      machine.instructions[instruction].effect.variables[id.index].name
    }
    switch self {
    case .unused(let instruction, let id):
      return "nothing in `\(name(instruction))` depends on `\(field: field(instruction, id))`"
    case .neverTaken(let instruction, let branch):
      return "case \(branch + 1) of `\(name(instruction))` never holds"
    case .uncovered(let instruction, let numbers):
      let numbers = numbers.sorted { $0.key.index < $1.key.index }.map { id, number in
        "`\(field: field(instruction, id))` = \(number)" as Sentence
      }
      return "no case of `\(name(instruction))` holds for \(numbers.joined(separator: ", "))"
    case .unreached(let part, let axis, let places, let isWritten):
      let part = machine[part]
      return
        "nothing \(isWritten ? "writes" : "reads") `\(memory: part.name)` at \(places.lowerBound)...\(places.upperBound) of axis "
        + "\(axis + 1), which has \(part.shape[axis])"
    case .short(let instruction, let reach):
      return
        "`\(name(instruction))` reaches \(reach.places.lowerBound)...\(reach.places.upperBound) of `\(memory: machine[reach.part].name)`, "
        + "which has \(reach.extent)"
    case .outside(let instruction, let reach):
      return
        "`\(name(instruction))` can reach \(reach.places.lowerBound)...\(reach.places.upperBound) of `\(memory: machine[reach.part].name)`, "
        + "which has \(reach.extent)"
    }
  }

}

extension MachineForm {

  /// All that is odd, instruction by instruction; nothing where the user wants the work to end.
  /// - Cost: that of `Coverage` for each instruction.
  public var findings: [Finding] {
    var findings: [Finding] = []
    var reaches: [Reach] = []
    for (index, instruction) in instructions.enumerated() {
      if Interruption.current.isRequested { return [] }
      let effect = instruction.effect
      findings += effect.unusedFields.map { .unused(instruction: index, field: $0) }
      let coverage = Coverage(of: effect, in: self)
      for (branch, verdict) in coverage.verdicts.enumerated() where verdict == .never {
        findings.append(.neverTaken(instruction: index, branch: branch))
      }
      if let numbers = coverage.uncovered {
        findings.append(.uncovered(instruction: index, numbers))
      }
      let own = effect.reaches(in: self)
      // What stands where no field says is meant so.
      let moved = own.filter { !$0.variables.isEmpty }
      findings += moved.filter(\.isShort).map { .short(instruction: index, $0) }
      findings += own.filter(\.isOutside).map { .outside(instruction: index, $0) }
      reaches += own
    }
    return findings + unreached(reaches)
  }

  /// What no window of all has, of the parts that instructions address.
  private func unreached(_ reaches: [Reach]) -> [Finding] {
    var findings: [Finding] = []
    for isWritten in [true, false] {
      let groups = Dictionary(grouping: reaches.filter { $0.isWritten == isWritten }) {
        Axis(part: $0.part, axis: $0.axis)
      }
      for (key, group) in groups.sorted(by: { $0.key < $1.key }) where group[0].extent > 0 {
        let last = group[0].extent - 1
        let end = group.map(\.places.upperBound).max() ?? last
        let start = group.map(\.places.lowerBound).min() ?? 0
        for gap in [start > 0 ? 0 ... start - 1 : nil, end < last ? end + 1 ... last : nil] {
          guard let gap else { continue }
          findings.append(
            .unreached(part: key.part, axis: key.axis, places: gap, isWritten: isWritten))
        }
      }
    }
    return findings
  }

  private struct Axis: Hashable, Comparable {
    var part: StateID
    var axis: Int
    static func < (a: Axis, b: Axis) -> Bool {
      (a.part.index, a.axis) < (b.part.index, b.axis)
    }
  }

}
