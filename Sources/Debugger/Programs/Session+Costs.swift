public import Diagnostics
import Passes
import Support
import TargetKit

/// What methods of `partition` come to, without changing anything.
extension Session {

  /// Compares the methods of `partition`: greedy, optimal and what `words` name besides.
  ///
  /// Where nothing has been decided yet, what is left of the pipeline is applied up to `partition`.
  /// - Parameters:
  ///   - words: methods, as the option spells them.
  ///   - settings: options of `partition` that weigh costs.
  /// - Errors: a word is no method, a setting no value, or a pass refuses the program.
  public mutating func costs(
    _ words: [String], _ settings: [String: String]
  ) throws(Diagnostic) -> CostsAnswer {
    let annotated = try undecidedProgram()
    var columns: [CostsAnswer.Column] = []
    var seen: Set<String> = []
    for method in ["greedy", "optimal"] + words where seen.insert(method).inserted {
      var context = try passContext()
      context.explains = false
      let options = settings.merging(["method": method]) { _, method in method }
      let partition = try Partition(PassOptions(options, for: Partition.info))
      let program = try annotated.applying(partition, in: &context)
      columns.append(
        try column(method, program, targets: context.targets, weights: partition.weights))
    }
    return CostsAnswer(
      model: model?.name ?? "", columns: columns, rates: try rates(settings))
  }

  private func column(
    _ method: String, _ program: Program, targets: [TargetInterface], weights: CostWeights
  ) throws(Diagnostic) -> CostsAnswer.Column {
    let summary = try PartitionSummary(program, targets: targets, finding: [])
    let estimate = try PartitionEstimate(program, summary, targets: targets, weights: weights)
    let answer = PartitionAnswer(summary, of: program.module, model: "", position: 0)
    let figures = PreviewAnswer.Figures(answer)
    return CostsAnswer.Column(
      method: method, regions: figures.regions, total: figures.total,
      offloaded: figures.offloaded, borderBytes: figures.borderBytes, cycles: estimate.cycles,
      accelerator: estimate.accelerator.picoseconds, border: estimate.border.picoseconds,
      launch: estimate.launch.picoseconds, host: estimate.host.picoseconds,
      sum: estimate.total.picoseconds)
  }

  private mutating func rates(_ settings: [String: String]) throws(Diagnostic) -> CostsAnswer.Rates
  {
    let weights = try Partition(PassOptions(settings, for: Partition.info)).weights
    let (rates, clock) = try hostRates(weights)
    return CostsAnswer.Rates(
      clock: clock, hostProducts: rates.products, hostBytes: rates.bytes,
      borderBytes: rates.border, launch: rates.launch)
  }

  /// The program with all that is decided before `partition`.
  private mutating func undecidedProgram() throws(Diagnostic) -> Program {
    let trial = try editTrial()
    var context = try passContext()
    context.explains = false
    let makesRegions = [Partition.info.name, PartitionGraph.info.name]
    let deciding = trial.deciding.prefix { !makesRegions.contains($0.call.name) }
    return try applied(trial.preparing + deciding, to: trial.program, in: &context)
  }

}
