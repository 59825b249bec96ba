import Diagnostics
import Simulation
import TargetKit

extension Motion {

  public static let nextOfUnit = Motion(
    "nexti", also: ["ni"], back: ["rni", "reverse-nexti"],
    "go to the next instruction of the same unit", .countOfUnit,
    examples: [Example("ni", .stream)], repeats: true
  ) { request, space throws(Diagnostic) -> any Goal in
    if let unit = request.word { try space.checkUnit(unit) }
    let device = space.run?.device
    let here = device?.nextInstruction.flatMap { device?.unit(of: $0) }
    // Behind the last instruction there is no unit: any instruction will do.
    guard let unit = request.word ?? here else { return InstructionGoal(request.count) }
    return UnitGoal(unit, count: request.count)
  }

}

/// To where the so-manieth next instruction of a unit is next to run.
private struct UnitGoal: Goal {

  private let unit: String
  private var left: Int

  init(_ unit: String, count: Int) {
    self.unit = unit
    left = count
  }

  mutating func aim(in run: Journey.Run, _ direction: Direction) -> Aim {
    guard direction == .backward else { return .boundary([.unit(unit)]) }
    let mark = run.device.mark
    var position = mark.instruction - (mark.step > 0 ? 0 : 1)
    while position >= 0 {
      let number =
        mark.step > 0 && position == mark.instruction
        ? run.device.nextInstruction : run.finished(position)
      if number.flatMap({ run.device.unit(of: $0) }) == unit {
        if left == 1 { return .mark(Mark(instruction: position)) }
        left -= 1
      }
      position -= 1
    }
    return .elsewhere
  }

  mutating func went(from start: Mark, in run: Journey.Run, isAtAim: Bool) -> Bool {
    if isAtAim { left -= 1 }
    return left <= 0
  }

}
