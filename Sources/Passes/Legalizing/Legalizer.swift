import Diagnostics
import GraphIR
import OrderedCollections
import Support
import Tensors

/// Takes a program through the rules.
struct Legalizer: Sendable {

  /// What targets take in the numbers that are looked at.
  private(set) var demands: Demands

  /// The same for each kind of numbers, in order of the targets that compute in them.
  private let kinds: [(kind: NumberKind, demands: Demands)]

  /// The rules that are not switched off.
  let convolutions: [LegalizingRule]
  let operators: [OperatorRule]

  /// The most elements that a rule may make of the weights of a convolution.
  let mostWeights: Int

  /// A convolution that stays, and how many elements its weights would have: nil where no tensor
  /// can have so many.
  typealias Refusal = (id: ID<Node>, size: Int?)

  private(set) var refused: [Refusal] = []

  /// - Parameter targets: in order of priority.
  init(
    for targets: [TargetInterface], _ convolutions: [LegalizingRule], _ operators: [OperatorRule],
    mostWeights: Int
  ) {
    let all = Demands(of: targets)
    let order = targets.map(\.numberKind) + [.integers, .floats]
    kinds = OrderedSet(order).map { ($0, all.limited(to: $0)) }
    demands = all
    self.convolutions = convolutions
    self.operators = operators
    self.mostWeights = mostWeights
  }

  /// What became of a call.
  private enum Outcome {
    case stays
    case becomes
    case isTooLarge(Int?)
  }

  /// Brings the call `id` into a form that a target takes, if it has none and there is one.
  ///
  /// What the first target computes in is tried first: the program will be in these numbers where a
  /// target takes it so, and a target of other numbers does not take it then.
  mutating func legalize(_ id: ID<Node>, in rewriter: inout Rewriter) throws(Diagnostic) {
    guard let call = CallOutline(id, in: rewriter.module, &rewriter.signs) else { return }
    var size: Int?? = nil
    for (kind, demands) in kinds where kind == .integers || !call.isOfIntegers {
      if demands.admit(call) { return }
      self.demands = demands
      switch try attempt(id, in: &rewriter) {
      case .stays: continue
      case .becomes: return
      case .isTooLarge(let found): size = size ?? found
      }
    }
    if let size { refused.append((id, size)) }
  }

  private mutating func attempt(
    _ id: ID<Node>, in rewriter: inout Rewriter
  ) throws(Diagnostic) -> Outcome {
    if let call = ConvolutionCall(id, in: rewriter) { return try attempt(id, call, in: &rewriter) }
    for rule in operators {
      guard let made = try rule.apply(&rewriter, id, self),
        rewriter[made.result].type == rewriter[id].type
      else { continue }
      rewriter.replace(id, by: made.result, rule: rule.option.name)
      let next = made.convolution ?? made.result
      // What was there before has had its turn.
      if rewriter[next].origin.parents.contains(id) { _ = try attempt(next, in: &rewriter) }
      return .becomes
    }
    return .stays
  }

  /// Whether the rules bring a convolution of `form` where a target takes it, with weights of no
  /// more than `most` elements.
  func reaches(_ form: ConvolutionForm, mostWeights most: Int) -> Bool {
    guard let plan = LegalizingPlan(form, demands, by: convolutions) else { return false }
    let shape = (plan.steps.last?.form ?? form).weightShape
    return Tensor.elementCount(shape).map { $0 <= min(most, mostWeights) } ?? false
  }

  private func attempt(
    _ id: ID<Node>, _ call: ConvolutionCall, in rewriter: inout Rewriter
  ) throws(Diagnostic) -> Outcome {
    guard let plan = LegalizingPlan(call.form, demands, by: convolutions), !plan.steps.isEmpty
    else {
      return .stays
    }
    if let last = plan.steps.last?.form, last.weightShape != call.form.weightShape {
      let size = Tensor.elementCount(last.weightShape)
      guard let size, size <= mostWeights else { return .isTooLarge(size) }
    }
    var (id, call) = (id, call)
    for step in plan.steps {
      let made = try rewriter.making(from: [id]) { [call] builder throws(Diagnostic) in
        try step.rule.build(&builder, call, step.form)
      }
      guard rewriter[made.result].type == rewriter[id].type else { return .becomes }
      rewriter.replace(id, by: made.result, rule: step.rule.option.name)
      guard let next = ConvolutionCall(made.convolution, in: rewriter) else { return .becomes }
      (id, call) = (made.convolution, next)
    }
    return .becomes
  }

}
