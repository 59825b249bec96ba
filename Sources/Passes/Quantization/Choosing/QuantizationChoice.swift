import Diagnostics
import GraphIR
import Support
import Tensors

/// How `quantize` comes to one of the programs in integers that it could make.
///
/// A search begins with the program in floats as it is and with each form of it whose channels are
/// equalized. What a few programs say decides which of them goes on first; the others go on with what
/// is left. What is found is the best of all programs that were run.
struct QuantizationChoice: Sendable {

  /// What is done where the outputs lie too far away.
  enum FloatRule: Sendable {

    /// Nothing: no distance is too far.
    case any

    case refuses(above: Double)

    /// The products that cost most stay in floats.
    case leavesDearest(upTo: Double)
  }

  var scales: ScaleChoice
  var biases: Refinement
  var equalization: Refinement

  /// Nodes of the model that stay in floats.
  var skipped: Set<String>

  /// Operators that stay in floats for an accelerator, and why.
  var kept: [ID<Node>: Decision.Reason] = [:]

  var rounding: Rounding

  /// How many programs may be run; nil where it follows from what they compute.
  var trials: Int?

  var floats: FloatRule

  /// What was chosen: the program, and how it came to it.
  struct Found: Sendable {
    var trial: Quantizer.Trial
    var record: QuantizationRecord
  }

  /// One of so many parts of the programs that may be run is for putting products back.
  private static let parts = 4

  /// The best program in integers that the budget allows to find.
  /// - Errors: an operator cannot be evaluated; the outputs lie too far away; the user asked to stop.
  func choose(
    _ program: Program, _ types: ComputeTypes, _ inputs: CalibrationInputs, in context: PassContext
  ) throws(Diagnostic) -> Found {
    var budget = SearchBudget(
      of: program.module, samples: inputs.samples.count, trials: trials)
    var held = 0
    if case .leavesDearest = floats { held = budget.holdBack(oneOf: Self.parts) }
    let measured = budget.measured
    func quantizer(_ program: Program) throws(Diagnostic) -> Quantizer {
      try Quantizer(
        program, for: types, rounding: rounding, skipping: skipped, keeping: kept, on: inputs,
        measuring: measured, in: context)
    }
    let isSearched = scales == .auto && inputs.isGiven
    var plain = try quantizer(program)
    let plan = QuantizationPlan(method: scales.method ?? .mse)
    let start = try plain.trial(plan, in: context)
    var searches = [ScaleSearch(plain, from: start, budget)]
    if equalization == .on || (equalization == .auto && isSearched && budget.rest > 0) {
      for (changed, count) in try equalized(plain, in: context) {
        var other = try quantizer(changed)
        let trial = try other.trial(plan, in: context)
        searches.append(ScaleSearch(other, from: trial, budget, equalized: count))
      }
      if equalization == .on, searches.count > 1 { searches.removeFirst() }
    }
    if isSearched {
      try search(&searches, within: budget, in: context)
    } else if biases == .on {
      for place in searches.indices { try searches[place].correctBiases(.on, in: context) }
    }
    let best = try limited(&searches, held, in: context)
    let isOther = best.trial.loss != start.loss || biases == .on || equalization == .on
    let record = QuantizationRecord(
      of: best.trial, by: best.search, since: isSearched && isOther ? start.difference : nil,
      inputs: budget.words(for: inputs), trials: searches.reduce(0) { $0 + $1.quantizer.count })
    return Found(trial: best.trial, record: record)
  }

  /// Lets each of `searches` begin as long as there is enough left to go on, and then go on, the best
  /// one first.
  /// - After: `searches` begins with the one that found the best program.
  private func search(
    _ searches: inout [ScaleSearch], within budget: SearchBudget, in context: PassContext
  ) throws(Diagnostic) {
    var budget = budget
    searches.sort { $0.best.loss < $1.best.loss }
    for place in searches.indices
    where place == 0 || biases == .on || 2 * budget.rest > budget.whole {
      searches[place].budget = budget
      try searches[place].begin(correctingBiases: biases, in: context)
      budget = searches[place].budget
    }
    searches.sort { $0.best.loss < $1.best.loss }
    for place in searches.indices where budget.rest > 0 {
      searches[place].budget = budget
      try searches[place].refine(correctingBiases: biases, in: context)
      budget = searches[place].budget
    }
    searches.sort { $0.best.loss < $1.best.loss }
  }

  /// Programs whose channels have nearly one size, with how many pairs of products share scales: by
  /// powers of two, and where nobody asked for these filling the range of integers.
  private func equalized(
    _ base: Quantizer, in context: PassContext
  ) throws(Diagnostic) -> [(program: Program, count: Int)] {
    let module = base.program.module
    let meter = try CostMeter(of: module, on: base.samples, in: context)
    let fillings: [Int?] = equalization == .on ? [nil] : [nil, base.calibration.most]
    var found: [(program: Program, count: Int)] = []
    for most in fillings {
      var equalization = Equalization(of: module, filling: most)
      var changed = base.program
      try changed.rewrite(as: Quantize.info.name) { rewriter throws(Diagnostic) in
        try equalization.run(
          on: &rewriter, in: context, magnitudes: { meter.channelMagnitudes(of: $0) })
      }
      if equalization.count > 0 { found.append((changed, equalization.count)) }
    }
    return found
  }

  /// The best program of `searches`, or one with products in floats where it lies too far away.
  /// - Parameter trials: how many programs may be run to put products back.
  /// - Errors: it lies too far away, and so does each other.
  private func limited(
    _ searches: inout [ScaleSearch], _ trials: Int, in context: PassContext
  ) throws(Diagnostic) -> (trial: Quantizer.Trial, search: ScaleSearch) {
    let search = searches[0]
    let best = search.best
    switch floats {
    case .any: return (best, search)
    case .refuses(let limit):
      guard best.difference.greatest > limit else { return (best, search) }
      throw .error(
        "the error of the outputs is \(best.difference.summary), more than "
          + "max-error=\(shortNumber(limit))",
        hints: ["`skip=auto` leaves in floats what costs most"])
    case .leavesDearest(let limit):
      guard best.difference.greatest > limit else { return (best, search) }
      let selection = FloatSelection(upTo: limit, puttingBackBy: trials)
      if let found = try searches[0].leaveInFloats(by: selection, in: context) {
        return (found, searches[0])
      }
      throw .error(
        "the error of the outputs is \(best.difference.summary), and more than "
          + "\(shortNumber(limit)) with all products in floats",
        hints: ["`max-error=` takes a greater one"])
    }
  }

}
