import Diagnostics
import GraphIR
import Support
import Tensors

/// Makes programs in integers of a program in floats, each by another plan, and measures how far
/// their outputs lie from those of the floats.
struct Quantizer: Sendable {

  /// A program that was made, and what it came to.
  struct Trial: Sendable {
    var plan: QuantizationPlan
    var program: Program
    var translation: IntegerTranslation
    var difference: OutputDifference

    /// What became of which operators, in words.
    var counts: String

    var loss: Double { difference.loss }
  }

  /// In floats.
  let program: Program

  let types: ComputeTypes
  let rounding: Rounding

  /// Nodes of the model that stay in floats.
  let skipped: Set<String>

  /// Operators that stay in floats for an accelerator, and why.
  let kept: [ID<Node>: Decision.Reason]

  private(set) var calibration: Calibration

  /// What programs are measured on.
  let samples: [[Tensor]]

  /// What the floats give for `samples`.
  private let references: [[Tensor]]

  /// Weights that were quantized for an earlier program.
  private var weightTable: [IntegerTranslation.WeightKey: IntegerTranslation.QuantizedWeights] = [:]

  /// How many programs were run.
  private(set) var count = 0

  /// Runs the floats for all samples of `inputs`.
  /// - Parameter measured: the samples that programs are measured on.
  /// - Errors: an operator cannot be evaluated; the user asked to stop.
  init(
    _ program: Program, for types: ComputeTypes, rounding: Rounding, skipping skipped: Set<String>,
    keeping kept: [ID<Node>: Decision.Reason] = [:], on inputs: CalibrationInputs,
    measuring measured: [Int], in context: PassContext
  ) throws(Diagnostic) {
    self.program = program
    self.types = types
    self.rounding = rounding
    self.skipped = skipped
    self.kept = kept
    calibration = try Calibration(
      of: program.module, on: inputs.samples, keepingOutputsOf: measured,
      asIntegersOf: types.data.integerRange ?? -128 ... 127, in: context)
    samples = measured.map { inputs.samples[$0] }
    references = calibration.outputs
  }

  /// The program that `plan` makes.
  /// - Parameter known: a program that was made before; nil is returned where this would be the same.
  /// - Errors: an operator cannot be evaluated; the user asked to stop.
  /// - Cost: that of a translation, and of a run of the program for each of `samples`.
  mutating func trial(
    _ plan: QuantizationPlan, unlike known: Trial? = nil, in context: PassContext
  ) throws(Diagnostic) -> Trial? {
    calibration.plan = plan
    calibration.plan.joins = joins(of: plan)
    var translation = IntegerTranslation(
      as: Quantize.info.name, of: program.module, for: types, rounding: rounding,
      calibration: calibration, skipping: skipped, keeping: kept)
    translation.weightTable = weightTable
    var made = program
    let counts = try made.translate(&translation, as: Quantize.info.name, in: context)
    weightTable = translation.weightTable
    translation.weightTable = [:]
    if let known, known.translation.scaled == translation.scaled,
      known.translation.productWeights == translation.productWeights,
      known.plan.corrections == plan.corrections, known.plan.floats == plan.floats
    {
      return nil
    }
    var difference = OutputDifference()
    for (sample, reference) in zip(samples, references) {
      difference.add(reference, try made.module.outputs(for: sample, in: context))
    }
    try context.checkForStop()
    count += 1
    return Trial(
      plan: plan, program: made, translation: translation, difference: difference, counts: counts)
  }

  /// The program that `plan` makes.
  /// - Errors: as of the other.
  mutating func trial(_ plan: QuantizationPlan, in context: PassContext) throws(Diagnostic) -> Trial
  {
    guard let made = try trial(plan, unlike: nil, in: context) else {
      throw .error("the program could not be quantized")
    }
    return made
  }

  /// What joins floats that `plan` or the user leaves.
  private func joins(of plan: QuantizationPlan) -> Set<ID<Node>> {
    guard !plan.floats.isEmpty || !skipped.isEmpty || !kept.isEmpty else { return [] }
    let module = program.module
    return module.floatJoins { id in
      plan.floats.contains(id) || kept[id] != nil || module.isNamed(id, in: skipped)
    }
  }

  /// The weights that `key` names, as integers.
  func weights(
    _ key: IntegerTranslation.WeightKey
  ) -> IntegerTranslation.QuantizedWeights? { weightTable[key] }

}
