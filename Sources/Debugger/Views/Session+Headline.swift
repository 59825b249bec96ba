import Diagnostics
import Passes
import Simulation
import Support
import TargetKit

extension Session {

  public var headline: Headline {
    var line = Headline()
    let space = space
    line.model = model?.name ?? space.run?.device.workload.name ?? ""
    addPasses(to: &line)
    line.watchpointCount = stopList.entries.count { $0.kind.isWatch }
    line.breakpointCount = stopList.entries.count - line.watchpointCount
    line.instructionCount = (try? space.instructionCount()) ?? 0
    guard let run = space.run else { return line }
    line.position = positionInProgram
    line.cycle = space.cycle
    line.behindLive = behindLive
    if let next = run.device.nextInstruction {
      let origin = space.origin(of: next)
      line.place = origin.sources.first ?? origin.nodes.first ?? run.name
    }
    return line
  }

  /// How many instructions the newest recorded state is ahead of the one shown.
  public var behindLive: Int { space.run?.behindNewest ?? 0 }

  /// How many instructions have been run before this point of the program.
  public var positionInProgram: Int? { space.run?.position }

}

extension Journey.Run {

  /// How many instructions of the program have been run before this point of it.
  var position: Int { numbers.lowerBound.value + device.mark.instruction }

  /// How many instructions the newest recorded state is ahead of the one shown.
  var behindNewest: Int { device.newestMark.instruction - device.mark.instruction }

}
