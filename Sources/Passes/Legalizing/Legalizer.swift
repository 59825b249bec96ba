import Diagnostics
import GraphIR
import Support
import Tensors

/// Takes a program through the rules.
struct Legalizer: Sendable {

  let demands: Demands

  /// The rules that are not switched off.
  let convolutions: [LegalizingRule]
  let operators: [OperatorRule]

  /// The most elements that a rule may make of the weights of a convolution.
  let mostWeights: Int

  /// A convolution that stays, and how many elements its weights would have: nil where no tensor
  /// can have so many.
  typealias Refusal = (id: ID<Node>, size: Int?)

  private(set) var refused: [Refusal] = []

  init(
    _ demands: Demands, _ convolutions: [LegalizingRule], _ operators: [OperatorRule],
    mostWeights: Int
  ) {
    self.demands = demands
    self.convolutions = convolutions
    self.operators = operators
    self.mostWeights = mostWeights
  }

  /// Brings the call `id` into a form that a target takes, if it has none and there is one.
  mutating func legalize(_ id: ID<Node>, in rewriter: inout Rewriter) throws(Diagnostic) {
    if let call = ConvolutionCall(id, in: rewriter) {
      return try legalize(id, call, in: &rewriter)
    }
    for rule in operators {
      guard let made = try rule.apply(&rewriter, id, self),
        rewriter[made.result].type == rewriter[id].type
      else { continue }
      rewriter.replace(id, by: made.result, rule: rule.option.name)
      let next = made.convolution ?? made.result
      // What was there before has had its turn.
      if rewriter[next].origin.parents.contains(id) { try legalize(next, in: &rewriter) }
      return
    }
  }

  /// Whether the rules bring a convolution of `form` where a target takes it, with weights of no
  /// more than `most` elements.
  func reaches(_ form: ConvolutionForm, mostWeights most: Int) -> Bool {
    guard let plan = LegalizingPlan(form, demands, by: convolutions) else { return false }
    let shape = (plan.steps.last?.form ?? form).weightShape
    return Tensor.elementCount(shape).map { $0 <= min(most, mostWeights) } ?? false
  }

  private mutating func legalize(
    _ id: ID<Node>, _ call: ConvolutionCall, in rewriter: inout Rewriter
  ) throws(Diagnostic) {
    guard let plan = LegalizingPlan(call.form, demands, by: convolutions) else { return }
    if let last = plan.steps.last?.form, last.weightShape != call.form.weightShape {
      let size = Tensor.elementCount(last.weightShape)
      guard let size, size <= mostWeights else {
        refused.append((id, size))
        return
      }
    }
    var (id, call) = (id, call)
    for step in plan.steps {
      let made = try rewriter.making(from: [id]) { [call] builder throws(Diagnostic) in
        try step.rule.build(&builder, call, step.form)
      }
      guard rewriter[made.result].type == rewriter[id].type else { return }
      rewriter.replace(id, by: made.result, rule: step.rule.option.name)
      guard let next = ConvolutionCall(made.convolution, in: rewriter) else { return }
      (id, call) = (made.convolution, next)
    }
  }

}
