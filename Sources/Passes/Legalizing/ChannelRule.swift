import Diagnostics
import GraphIR
import Support
import Tensors

/// An equation that takes away an operator which moves channels or reads neighbours in other ones, or
/// makes a product of it.
///
/// Channels lie in blocks on accelerators that have memories of their own, so that none of these
/// moves single ones; products mix all channels anyway.
struct ChannelRule: Sendable {

  /// What stands in for a node; nil where the rule does not fit, or where it does not help.
  typealias Apply =
    @Sendable (inout Rewriter, ID<Node>, ChannelSurroundings) throws(Diagnostic) -> ID<Node>?

  /// Whether the rule is applied; named as the rule is in actions.
  let option: PassOption<Bool>

  /// Whether it is only tried where no other rule finds anything.
  let isLast: Bool

  let apply: Apply

  init(_ name: String, _ summary: String, isLast: Bool = false, _ apply: @escaping Apply) {
    option = PassOption(name, default: true, summary)
    self.isLast = isLast
    self.apply = apply
  }

}

/// What rules on channels know of a program.
struct ChannelSurroundings {

  let uses: Uses
  private let demands: Demands
  private let mostWeights: Int

  /// Whether `quantize` comes behind, and may make products of what is a curve.
  let quantizesCurves: Bool

  /// The nodes that read a product and are read by one, whatever lies between.
  private let between: [Bool]

  /// - Cost: O(nodes + operands).
  init(_ module: GraphModule, _ demands: Demands, mostWeights: Int, multiplies: Bool) {
    uses = Uses(module)
    quantizesCurves = multiplies && !ModelFacts(module).isQuantized
    self.demands = demands
    self.mostWeights = mostWeights
    var isBehind = [Bool](repeating: false, count: module.nodes.count)
    var isBefore = isBehind
    let order = module.reachable
    func isProduct(_ id: ID<Node>) -> Bool { module[id].op?.has(.product) == true }
    for id in order {
      isBehind[Int(id.index)] = module[id].operands.contains {
        isProduct($0) || isBehind[Int($0.index)]
      }
    }
    for id in order.reversed() where isProduct(id) || isBefore[Int(id.index)] {
      for operand in module[id].operands { isBefore[Int(operand.index)] = true }
    }
    between = zip(isBehind, isBefore).map { $0 && $1 }
  }

  /// Whether `id` lies between two products, so that both ends of a region may be around it.
  func isBetweenProducts(_ id: ID<Node>) -> Bool {
    between.indices.contains(Int(id.index)) && between[Int(id.index)]
  }

  /// Whether some target takes a convolution of `form`, and its weights are no more than `most`
  /// elements.
  func take(_ form: ConvolutionForm, mostWeights most: Int = .max) -> Bool {
    demands.admit(form.outline)
      && Tensor.elementCount(form.weightShape).map { $0 <= min(most, mostWeights) } ?? false
  }

  /// Whether some target takes `call`.
  func take(_ call: CallOutline) -> Bool { demands.admit(call) }

  /// What `demand` gives for each call of `op` that some pattern has.
  func limits(of op: Op, _ demand: (Demand) -> [Int]) -> [Int] {
    demands.elements.filter { $0.op == op.name }.flatMap(demand)
  }

}

/// Every rule on channels, in the order in which they are tried.
extension [ChannelRule] {
  static let channels: [ChannelRule] = [.before, .rows, .behind, .parts, .ones, .norm]
}

extension Program {

  /// Applies `rules` until none of them matches.
  /// - Errors: the user asked to stop; an operator refuses what a rule builds.
  mutating func moveChannels(
    by rules: [ChannelRule], for targets: [TargetInterface], mostWeights: Int, as pass: String,
    in context: PassContext
  ) throws(Diagnostic) {
    let demands = Demands(of: targets).limited(to: .integers)
    let multiplies = targets.contains(where: \.types.multiplies)
    var isLast = false
    for _ in 0 ..< 1000 {
      try context.checkForStop()
      let before = actions.count
      let around = ChannelSurroundings(
        module, demands, mostWeights: mostWeights, multiplies: multiplies)
      let order = module.openFunctions.flatMap { module.openNodes(of: $0) }
      try rewrite(as: pass) { rewriter throws(Diagnostic) in
        for id in order where rewriter.current(id) == id {
          try context.checkForStop()
          for rule in rules where rule.isLast == isLast {
            guard let new = try rule.apply(&rewriter, id, around),
              rewriter[new].type == rewriter[id].type
            else { continue }
            rewriter.replace(id, by: new, rule: rule.option.name)
            break
          }
        }
      }
      if actions.count > before {
        isLast = false
      } else if isLast {
        return
      } else {
        isLast = true
      }
    }
  }

}
