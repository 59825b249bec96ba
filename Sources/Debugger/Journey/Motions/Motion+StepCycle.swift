import Diagnostics
import TargetKit

extension Motion {

  public static let stepCycle = Motion(
    "stept", also: ["st"], back: ["rst", "reverse-stept"], "go one cycle of the cycle clock",
    examples: [Example("st 10", .timedStream)], repeats: true
  ) { request, space throws(Diagnostic) in
    guard let run = space.run, try run.device.clocked().cycle == nil else {
      return MicroStepGoal(request.count)
    }
    throw .error(
      "an instruction is one step of the functional clock",
      hints: ["`timing` shows the clocks that count cycles"])
  }

}
