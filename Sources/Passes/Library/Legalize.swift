public import Diagnostics
import GraphIR
import OrderedCollections
import Support
import Tensors

/// Brings operators that no target takes because of an attribute or a shape into forms that some
/// target takes.
///
/// What a target takes is read from the conditions of its patterns. A call that one of them takes
/// as it is stays, and so does one that no rules bring where a pattern wants it.
/// - Before: any graph whose types are known, weights constant.
/// - After: the same values, those of floats but for the order of sums.
/// - Cost: O(calls × conditions), and the elements of the weights that are made.
public struct Legalize: Pass {

  public static let info = PassInfo(
    "legalize",
    "bring operators that no target takes into forms that one takes, each rule an option",
    options: [LegalizingRule].convolutions.map(\.option) + [OperatorRule].operators.map(\.option)
      + [ChannelRule].channels.map(\.option) + [mostWeights])

  /// How many elements a rule may make of weights.
  public static let mostWeights = PassOption(
    "most-weights", default: 1 << 24, in: 1 ... 1 << 34,
    "the most elements that a rule may make of the weights of a convolution")

  private let convolutions: [LegalizingRule]
  private let operators: [OperatorRule]
  private let channels: [ChannelRule]
  private let mostWeights: Int

  public init(_ options: PassOptions) throws(Diagnostic) {
    convolutions = [LegalizingRule].convolutions.filter { options[$0.option] }
    operators = [OperatorRule].operators.filter { options[$0.option] }
    channels = [ChannelRule].channels.filter { options[$0.option] }
    mostWeights = options[Self.mostWeights]
  }

  public func run(on program: inout Program, in context: inout PassContext) throws(Diagnostic) {
    program.forgetDecisions(of: Self.info.name)
    guard !context.targets.isEmpty else { return }
    let targets = AnnotationPlan(program, in: context).ordered(context.targets)
    var legalizer = Legalizer(
      for: targets, convolutions, operators, mostWeights: mostWeights)
    let module = program.module
    let order = module.openFunctions.flatMap { module.openNodes(of: $0) }
    try program.rewrite(as: Self.info.name) { rewriter throws(Diagnostic) in
      for id in order {
        try context.checkForStop()
        try legalizer.legalize(id, in: &rewriter)
      }
    }
    if !program.actions.isEmpty { try program.moveViews(as: Self.info.name, in: context) }
    // A library moves elements for less than a product takes.
    if targets.first?.numberKind == .integers {
      try program.moveChannels(
        by: channels, for: targets.filter { $0.numberKind == .integers }, mostWeights: mostWeights,
        as: Self.info.name, in: context)
    }
    report(legalizer.refused, in: &program, &context)
  }

  private func report(
    _ refused: [Legalizer.Refusal], in program: inout Program, _ context: inout PassContext
  ) {
    guard !refused.isEmpty else { return }
    for (id, size) in refused {
      let op = program.module[id].op?.name ?? ""
      program.decisions[id, default: []] += context.targets.map { target in
        Decision(
          pass: Self.info.name, target: target.name, .refused,
          .tooLarge(op: op, size: size, most: mostWeights))
      }
    }
    context.report(
      .note(
        "\(refused.count) convolution\(refused.count == 1 ? "" : "s") kept: the weights would "
          + "have more than \(mostWeights) elements; `legalize{most-weights=N}` allows more"))
  }

}
