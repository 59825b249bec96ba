public import Diagnostics
import GraphIR
import OrderedCollections
import Support
import Tensors

/// Brings convolutions that no target takes because of an attribute or a shape into forms that some
/// target takes.
///
/// What a target takes is read from the conditions of its patterns. A convolution that one of them
/// takes as it is stays, and so does one that no rules bring where a pattern wants it.
/// - Before: any graph whose types are known, weights constant.
/// - After: the same values, those of floats but for the order of sums.
/// - Cost: O(convolutions × conditions), and the elements of the weights that are made.
public struct Legalize: Pass {

  public static let info = PassInfo(
    "legalize",
    "bring convolutions that no target takes into forms that one takes, each rule an option",
    options: [LegalizingRule].convolutions.map(\.option) + [mostWeights])

  private static let mostWeights = PassOption(
    "most-weights", default: 1 << 24, in: 1 ... 1 << 34,
    "the most elements that a rule may make of the weights of a convolution")

  private let rules: [LegalizingRule]
  private let mostWeights: Int

  public init(_ options: PassOptions) throws(Diagnostic) {
    rules = [LegalizingRule].convolutions.filter { options[$0.option] }
    mostWeights = options[Self.mostWeights]
  }

  public func run(on program: inout Program, in context: inout PassContext) throws(Diagnostic) {
    guard !context.targets.isEmpty else { return }
    program.forgetDecisions(of: Self.info.name)
    let demands = Demands(of: context.targets)
    let module = program.module
    let order = module.openFunctions.flatMap { module.openNodes(of: $0) }
    var refused: [ID<Node>] = []
    try program.rewrite(as: Self.info.name) { rewriter throws(Diagnostic) in
      for id in order {
        try context.checkForStop()
        guard let call = ConvolutionCall(id, in: rewriter),
          let plan = LegalizingPlan(call.form, demands, by: rules)
        else { continue }
        if isTooLarge(plan, for: call.form) {
          refused.append(id)
        } else {
          try apply(plan, to: id, call, in: &rewriter)
        }
      }
    }
    report(refused, in: &program, &context)
  }

  /// Whether the weights become more than they may.
  private func isTooLarge(_ plan: LegalizingPlan, for form: ConvolutionForm) -> Bool {
    guard let last = plan.steps.last?.form, last.weightShape != form.weightShape else {
      return false
    }
    return Tensor.elementCount(last.weightShape).map { $0 > mostWeights } ?? true
  }

  private func apply(
    _ plan: LegalizingPlan, to id: ID<Node>, _ call: ConvolutionCall, in rewriter: inout Rewriter
  ) throws(Diagnostic) {
    var (id, call) = (id, call)
    for step in plan.steps {
      let made = try rewriter.making(from: [id]) { [call] builder throws(Diagnostic) in
        try step.rule.build(&builder, call, step.form)
      }
      rewriter.replace(id, by: made.result, rule: step.rule.option.name)
      guard let next = ConvolutionCall(made.convolution, in: rewriter) else { return }
      (id, call) = (made.convolution, next)
    }
  }

  private func report(
    _ refused: [ID<Node>], in program: inout Program, _ context: inout PassContext
  ) {
    guard !refused.isEmpty, let target = context.targets.first?.name else { return }
    for id in refused {
      let sentence =
        "its weights would have more than \(mostWeights) elements without groups or gaps"
      program.decisions[id, default: []].append(
        Decision(
          pass: Self.info.name, target: target, .refused, reason: "too-large", sentence))
    }
    context.report(
      .note(
        "\(refused.count) convolution\(refused.count == 1 ? "" : "s") kept: the weights would "
          + "have more than \(mostWeights) elements; `legalize{most-weights=N}` allows more"))
  }

}
