import Diagnostics
import GraphIR
import OrderedCollections
import Support

/// Chooses scales by what they do to the outputs of the network.
///
/// First each way to choose is tried for all tensors at once; then, from the best, each tensor gets
/// the next finer and the next coarser scale, those first that lose most of their own value. What
/// makes the outputs better stays.
struct ScaleSearch: Sendable {

  typealias Candidate = QuantizationRecord.Candidate

  private(set) var quantizer: Quantizer
  private(set) var budget: SearchBudget
  private(set) var best: Quantizer.Trial

  /// The program that the search began with.
  let start: Quantizer.Trial

  /// What was tried for each activation, by its exponent.
  private(set) var tried: [ID<Node>: [Int: OutputDifference]] = [:]

  /// What a change has to make better to count: less is as good on other inputs as nothing.
  private static let gain = 0.01

  /// What all changes together have to make better: scales that are best for each tensor by itself
  /// are so for inputs that nobody has seen, too.
  private static let worth = 0.2

  /// How often all tensors are gone through at most.
  private static let rounds = 3

  /// Errors that nobody has to make smaller.
  private static let enough = 1e-4

  /// How far below the scale that cuts off nothing a scale may lie.
  private static let depth = 4

  init(_ quantizer: Quantizer, from start: Quantizer.Trial, _ budget: SearchBudget) {
    self.quantizer = quantizer
    self.budget = budget
    self.start = start
    best = start
  }

  /// Whether the best program is so much better than the first that it is worth to be another.
  var isWorthwhile: Bool { best.loss < start.loss * (1 - Self.worth) }

  /// - Parameter corrects: whether biases may be corrected as well.
  /// - Errors: an operator cannot be evaluated; the user asked to stop.
  mutating func run(correctingBiases corrects: Bool, in context: PassContext) throws(Diagnostic) {
    try chooseMethod(in: context)
    pin()
    if corrects { try correctBiases(always: false, in: context) }
    let weightMethods = best.plan.weightMethods
    for _ in 0 ..< Self.rounds {
      let before = best.loss
      for id in activations { try refine(id, in: context) }
      for id in weights { try refine(weights: id, in: context) }
      guard best.loss < before else { break }
    }
    if corrects, best.plan.weightMethods != weightMethods {
      try correctBiases(always: false, in: context)
    }
  }

  /// Goes on with another program in floats, from what `trial` made of it.
  mutating func go(on other: Quantizer, from trial: Quantizer.Trial) {
    quantizer = other
    best = trial
    tried = [:]
  }

  /// Adds to the sums of products what rounding weights takes from their mean.
  /// - Parameter always: whether it is done although it makes nothing better.
  /// - Errors: an operator cannot be evaluated; the user asked to stop.
  mutating func correctBiases(always: Bool, in context: PassContext) throws(Diagnostic) {
    guard always || budget.rest > 0 else { return }
    let meter = try CostMeter(of: quantizer.program.module, on: quantizer.samples, in: context)
    var plan = best.plan
    plan.corrections = try BiasCorrection(quantizer, meter).corrections(for: best, in: context)
    if always { best = try quantizer.trial(plan, in: context) } else { _ = try accept(plan, in: context) }
  }

  /// Tries each method for all activations.
  private mutating func chooseMethod(in context: PassContext) throws(Diagnostic) {
    let start = best.plan
    for method in [ScaleMethod.max, .percentile, .entropy] {
      var plan = start
      plan.method = method
      _ = try accept(plan, in: context)
    }
  }

  /// Says the scales of the best program one by one.
  private mutating func pin() {
    for (id, scale) in best.translation.scaled {
      best.plan.exponents[id] = PowerOfTwo.exponent(of: scale)
    }
  }

  /// Those that have a scale, the ones that lose most first.
  private var activations: [ID<Node>] {
    let ranked = best.plan.exponents.map { id, exponent in
      (id: id, noise: quantizer.calibration.noise(of: id, at: exponent))
    }
    return ranked.sorted { ($0.noise, $1.id.index) > ($1.noise, $0.id.index) }.map(\.id)
  }

  private var weights: [ID<Node>] {
    OrderedSet(best.translation.productWeights.values.map(\.constant)).elements
  }

  // MARK: One tensor

  /// Makes the scale of `id` finer, or else coarser, as long as the outputs become better.
  private mutating func refine(_ id: ID<Node>, in context: PassContext) throws(Diagnostic) {
    guard let widest = quantizer.calibration.widest(of: id) else { return }
    if let exponent = best.plan.exponents[id] { tried[id, default: [:]][exponent] = best.difference }
    for step in [-1, 1] {
      var isBetter = false
      while let exponent = best.plan.exponents[id].map({ $0 + step }),
        (widest - Self.depth ... widest).contains(exponent)
      {
        var plan = best.plan
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
    var plan = best.plan
    plan.weightMethods[id] = plan.weightMethods[id] == .max ? .mse : .max
    _ = try accept(plan, in: context)
  }

  /// Tries `plan`, and goes on from it if it is better.
  /// - Returns: what it came to; no difference where nothing was run.
  mutating func accept(
    _ plan: QuantizationPlan, by gain: Double = gain, in context: PassContext
  ) throws(Diagnostic) -> (isBetter: Bool, difference: OutputDifference?) {
    guard best.loss > Self.enough, budget.rest > 0 else { return (false, nil) }
    guard let trial = try quantizer.trial(plan, unlike: best, in: context) else {
      return (false, nil)
    }
    budget.spend()
    context.progress(
      Double(quantizer.count) / Double(quantizer.count + budget.rest),
      "\(quantizer.count) programs run")
    guard trial.loss < best.loss * (1 - gain) else { return (false, trial.difference) }
    best = trial
    return (true, trial.difference)
  }

}
