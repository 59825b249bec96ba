import Simulation
import Support
import TargetKit

extension Session {

  public func activity(in cycles: Range<Int>) -> [ActivityView] {
    let space = space
    guard let run = space.run, let traced = run.traces.trace(of: run.device) else { return [] }
    let offset = space.journey?.firstCycle ?? 0
    let own = max(0, cycles.lowerBound - offset) ..< max(0, cycles.upperBound - offset)
    return traced.activity(in: own, of: run.device).map { view in
      var view = view
      view.cycles = view.cycles.lowerBound + offset ..< view.cycles.upperBound + offset
      return view
    }
  }

}
