public import Diagnostics
public import ISA
import Support
public import TargetKit

extension DecoupledDevice: Drivable {

  public var instructionSet: InstructionSet { description.instructionSet }

  public func serialPrograms(of positions: Range<Int>) throws(Diagnostic) -> [[Word]] {
    let writer = try SerialWriter(description)
    var programs: [[Word]] = []
    var poll = Poll()
    var begin = 0
    for end in machine.plan.streamEnds {
      let own = positions.clamped(to: begin ..< end)
      begin = end
      guard !own.isEmpty else { continue }
      var program = SerialProgram(writer)
      for position in own {
        try poll.check(after: 16)
        let index = machine.log.finished(position)
        let instruction = machine.plan.instructions[index]
        try program.append(machine.plan.words[index], unit: instruction.unit)
      }
      programs.append(try program.finished())
    }
    if programs.isEmpty {
      var program = SerialProgram(writer)
      programs.append(try program.finished())
    }
    return programs
  }

}
