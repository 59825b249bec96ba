import Diagnostics
import GraphIR
import OrderedCollections
import Support

/// Chooses scales by what they do to the outputs of the network.
///
/// First each way to choose is tried for all tensors at once; then, from the best, each tensor gets
/// the next finer and the next coarser scale, those first that lose most of their own value. What
/// makes the outputs better stays. What is found is the best of all programs that were run.
struct ScaleSearch: Sendable {

  typealias Candidate = QuantizationRecord.Candidate

  private(set) var quantizer: Quantizer

  /// How many programs may still be run; several searches share one.
  var budget: SearchBudget

  /// What the search goes on from.
  private(set) var current: Quantizer.Trial

  /// The best of all programs that were run.
  private(set) var best: Quantizer.Trial

  /// How many pairs of products of the program in floats share scales.
  let equalized: Int

  /// What was tried for each activation, by its exponent.
  private(set) var tried: [ID<Node>: [Int: OutputDifference]] = [:]

  /// Plans whose programs were run and were no better than what the search goes on from.
  private var refused: Set<QuantizationPlan> = []

  private var hasBegun = false

  /// What a change has to make better for the search to go on from it: a budget is not to be spent
  /// on less.
  private static let gain = 0.01

  /// How often all tensors are gone through at most.
  private static let rounds = 3

  /// Errors that nobody has to make smaller.
  private static let enough = 1e-4

  /// How far below the scale that cuts off nothing a scale may lie.
  private static let depth = 4

  init(
    _ quantizer: Quantizer, from start: Quantizer.Trial, _ budget: SearchBudget, equalized: Int = 0
  ) {
    self.quantizer = quantizer
    self.budget = budget
    self.equalized = equalized
    current = start
    best = start
  }

  /// Tries what concerns all tensors at once: a few programs, by which searches can be compared.
  /// - Errors: an operator cannot be evaluated; the user asked to stop.
  mutating func begin(correctingBiases correction: Refinement, in context: PassContext)
    throws(Diagnostic)
  {
    hasBegun = true
    try chooseMethod(in: context)
    pin()
    try correctBiases(correction, in: context)
  }

  /// Goes through the tensors one by one, after all at once.
  /// - Errors: an operator cannot be evaluated; the user asked to stop.
  mutating func refine(correctingBiases correction: Refinement, in context: PassContext)
    throws(Diagnostic)
  {
    if !hasBegun { try begin(correctingBiases: correction, in: context) }
    let weightMethods = current.plan.weightMethods
    for _ in 0 ..< Self.rounds {
      let before = current.loss
      for id in activations { try refine(id, in: context) }
      for id in weights { try refine(weights: id, in: context) }
      guard current.loss < before else { break }
    }
    if correction != .off, current.plan.weightMethods != weightMethods {
      try correctBiases(.auto, in: context)
    }
  }

  /// Adds to the sums of products what rounding weights takes from their mean; where that is asked for,
  /// although it makes nothing better.
  /// - Errors: an operator cannot be evaluated; the user asked to stop.
  mutating func correctBiases(
    _ correction: Refinement, in context: PassContext
  ) throws(Diagnostic) {
    guard correction == .on || (correction == .auto && budget.rest > 0) else { return }
    let meter = try CostMeter(of: quantizer.program.module, on: quantizer.samples, in: context)
    var plan = current.plan
    plan.corrections = try BiasCorrection(quantizer, meter).corrections(for: current, in: context)
    guard correction == .on else {
      _ = try accept(plan, in: context)
      return
    }
    // What was found without is not what was asked for.
    current = try quantizer.trial(plan, in: context)
    best = current
  }

  /// The best program with few products in floats that `selection` finds; nil where it finds none.
  /// - Errors: an operator cannot be evaluated; the user asked to stop.
  mutating func leaveInFloats(
    by selection: FloatSelection, in context: PassContext
  ) throws(Diagnostic) -> Quantizer.Trial? {
    try selection.select(from: best, &quantizer, in: context)
  }

  /// Tries each method for all activations.
  private mutating func chooseMethod(in context: PassContext) throws(Diagnostic) {
    let start = current.plan
    for method in [ScaleMethod.max, .percentile, .entropy] {
      var plan = start
      plan.method = method
      _ = try accept(plan, in: context)
    }
  }

  /// Says the scales of the program that the search goes on from one by one.
  private mutating func pin() {
    for (id, scale) in current.translation.scaled {
      current.plan.exponents[id] = PowerOfTwo.exponent(of: scale)
    }
  }

  /// Those that have a scale, the ones that lose most first.
  private var activations: [ID<Node>] {
    let ranked = current.plan.exponents.map { id, exponent in
      (id: id, noise: quantizer.calibration.noise(of: id, at: exponent))
    }
    return ranked.sorted { ($0.noise, $1.id.index) > ($1.noise, $0.id.index) }.map(\.id)
  }

  private var weights: [ID<Node>] {
    OrderedSet(current.translation.productWeights.values.map(\.constant)).elements
  }

  // MARK: One tensor

  /// Makes the scale of `id` finer, or else coarser, as long as the outputs become better.
  private mutating func refine(_ id: ID<Node>, in context: PassContext) throws(Diagnostic) {
    guard let widest = quantizer.calibration.widest(of: id) else { return }
    if let exponent = current.plan.exponents[id] {
      tried[id, default: [:]][exponent] = current.difference
    }
    for step in [-1, 1] {
      var isBetter = false
      while let exponent = current.plan.exponents[id].map({ $0 + step }),
        (widest - Self.depth ... widest).contains(exponent)
      {
        var plan = current.plan
        plan.exponents[id] = exponent
        let found = try accept(plan, in: context)
        if let difference = found.difference { tried[id, default: [:]][exponent] = difference }
        guard found.isBetter else { break }
        isBetter = true
      }
      if isBetter { return }
    }
  }

  /// Tries weights at which nothing is cut off.
  private mutating func refine(
    weights id: ID<Node>, in context: PassContext
  ) throws(Diagnostic) {
    var plan = current.plan
    plan.weightMethods[id] = plan.weightMethods[id] == .max ? .mse : .max
    _ = try accept(plan, in: context)
  }

  /// Tries `plan`, and goes on from it if it is better.
  /// - Returns: what it came to; no difference where nothing was run.
  private mutating func accept(
    _ plan: QuantizationPlan, in context: PassContext
  ) throws(Diagnostic) -> (isBetter: Bool, difference: OutputDifference?) {
    guard current.loss > Self.enough, budget.rest > 0, !refused.contains(plan) else {
      return (false, nil)
    }
    guard let trial = try quantizer.trial(plan, unlike: current, in: context) else {
      return (false, nil)
    }
    budget.spend()
    context.progress(
      Double(quantizer.count) / Double(quantizer.count + budget.rest),
      "\(quantizer.count) programs run")
    if trial.loss < best.loss { best = trial }
    guard trial.loss < current.loss * (1 - Self.gain) else {
      refused.insert(plan)
      return (false, trial.difference)
    }
    current = trial
    return (true, trial.difference)
  }

}
