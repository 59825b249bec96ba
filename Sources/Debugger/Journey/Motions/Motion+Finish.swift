import Diagnostics
import Simulation
import TargetKit

extension Motion {

  private enum Level: String, CaseIterable { case tile, op, region }

  public static let finish = Motion(
    "finish", also: ["f", "fin"], back: ["rfin", "reverse-finish"], "go on to the end of what runs now",
    .choice(
      Choices(
        name: "level", words: Level.allCases.map(\.rawValue),
        aliases: ["pass": Level.region.rawValue, "kernel": Level.region.rawValue],
        standard: Level.op.rawValue,
        summary: "the statement, the node, or all instructions of the region; `op` if left out")),
    examples: [Example("fin", .program)]
  ) { request, _ throws(Diagnostic) -> any Goal in
    switch request.word.flatMap(Level.init(rawValue:)) ?? .op {
    case .tile: GroupGoal(.statement, count: 1)
    case .op: GroupGoal(.node, count: 1)
    case .region: RegionGoal()
    }
  }

}

/// To the end of what the device runs, or back to its start.
private struct RegionGoal: Goal {

  func aim(in run: Journey.Run, _ direction: Direction) -> Aim {
    direction == .forward ? .elsewhere : .mark(Mark())
  }

  func went(from start: Mark, in run: Journey.Run, isAtAim: Bool) -> Bool { isAtAim }

  var endsWithRun: Bool { true }

  var reason: StopReason { .place("the end of the region") }

}
