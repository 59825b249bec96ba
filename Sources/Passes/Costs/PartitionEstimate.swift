public import Diagnostics
import GraphIR
import OrderedCollections
import Support

/// What a program is estimated to take, as what goes where has it.
public struct PartitionEstimate: Sendable, Hashable {

  /// What accelerators take for the operators that they have.
  /// - Units: cycles, each of its own clock.
  public var cycles = 0

  public var accelerator = CostTime.zero

  /// What goes into regions and comes out of them.
  public var border = CostTime.zero

  /// The calls of regions.
  public var launch = CostTime.zero

  /// What is left on the host.
  public var host = CostTime.zero

  public var total: CostTime { accelerator + border + launch + host }

  /// - Parameter summary: what goes where in `program`, whose regions are functions.
  /// - Errors: the user asked to stop.
  /// - Cost: O(nodes).
  public init(
    _ program: Program, _ summary: PartitionSummary, targets: [TargetInterface],
    weights: CostWeights = CostWeights()
  ) throws(Diagnostic) {
    let model = CostModel(targets, weights)
    let module = program.module
    var poll = Poll()
    for region in summary.regions {
      guard let function = module.functions[region.name] else { continue }
      let nodes = module.outerNodes(of: function)
      try poll.check(after: nodes.count << 4)
      guard !region.isLeft else {
        for id in nodes { host += model.hostTime(of: id, in: module) }
        continue
      }
      let own = nodes.reduce(0) {
        capped($0, model.cycles(of: $1, on: region.target, in: module))
      }
      cycles = capped(cycles, own)
      accelerator += model.time(ofCycles: own, on: region.target)
      border += model.borderTime(
        ofBytes: capped(region.bytesIn, region.bytesOut), on: region.target)
      launch += model.launchTime(of: region.target)
    }
    for function in module.openFunctions {
      for id in module.outerNodes(of: function) {
        try poll.check(after: 1 << 4)
        host += model.hostTime(of: id, in: module)
      }
    }
  }

}

extension TargetInterface {
  /// What estimates count with, where the user does not say it.
  public func hostRates(_ weights: CostWeights) -> HostRates { weights.applied(to: rates.host) }
}
