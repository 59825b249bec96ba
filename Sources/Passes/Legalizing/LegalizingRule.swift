import Diagnostics
import GraphIR
import Support

/// An equation that makes another convolution of one that no target takes.
struct LegalizingRule: Sendable {

  /// What the rule makes of a convolution for a target that wants `demand`; nil where it has
  /// nothing to do with what is missing.
  typealias Change = @Sendable (ConvolutionForm, Demand) -> ConvolutionForm?

  /// Builds the convolution of the form that the rule has made of the one that it is given, and
  /// what stands around it.
  typealias Build =
    @Sendable (inout GraphBuilder, ConvolutionCall, ConvolutionForm) throws(Diagnostic) -> Made

  /// What stands in for a convolution, and the convolution in it.
  struct Made {
    let result: ID<Node>
    let convolution: ID<Node>
  }

  /// Whether the rule is applied; named as the rule is in actions.
  let option: PassOption<Bool>

  let change: Change
  let build: Build

  init(_ name: String, _ summary: String, change: @escaping Change, build: @escaping Build) {
    option = PassOption(name, default: true, summary)
    self.change = change
    self.build = build
  }

}

/// The rules by which a convolution that no target takes becomes one that some target takes.
struct LegalizingPlan: Sendable {

  /// A rule with what it makes of the form that it finds.
  struct Step: Sendable {
    let rule: LegalizingRule
    let form: ConvolutionForm
  }

  let steps: [Step]

  /// - Returns: no steps where a target takes `form` as it is; nil where there is no way.
  init?(_ form: ConvolutionForm, _ demands: Demands, by rules: [LegalizingRule]) {
    guard !demands.admit(form.outline) else {
      steps = []
      return
    }
    let ways = demands.elements.compactMap { Self.way(from: form, to: $0, by: rules) }
    guard let shortest = ways.min(by: { $0.count < $1.count }) else { return nil }
    steps = shortest
  }

  /// The rules that make of `form` what `demand` wants; nil if they do not get there.
  private static func way(
    from form: ConvolutionForm, to demand: Demand, by rules: [LegalizingRule]
  ) -> [Step]? {
    var form = form
    var steps: [Step] = []
    for rule in rules {
      let missing = demand.distance(of: form)
      guard missing > 0 else { return steps }
      guard let next = rule.change(form, demand), demand.distance(of: next) < missing else {
        continue
      }
      form = next
      steps.append(Step(rule: rule, form: form))
    }
    return demand.distance(of: form) == 0 ? steps : nil
  }

}

extension Demand {
  /// How many wishes the convolution does not meet; far more than there are of another operator.
  func distance(of form: ConvolutionForm) -> Int { misses(of: form.outline) ?? .max }
}
