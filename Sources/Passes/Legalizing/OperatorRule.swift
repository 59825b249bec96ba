import Diagnostics
import GraphIR
import Support

/// An equation that makes something else of one call of an operator that no target takes.
struct OperatorRule: Sendable {

  /// What stands in for the call; nil where the rule does not fit, or where it does not help.
  typealias Apply =
    @Sendable (inout Rewriter, ID<Node>, Legalizer) throws(Diagnostic) -> Made?

  /// What stands in for a call, and the convolution in it that other rules may go on with.
  struct Made {
    let result: ID<Node>
    var convolution: ID<Node>?
  }

  /// Whether the rule is applied; named as the rule is in actions.
  let option: PassOption<Bool>

  let apply: Apply

  init(_ name: String, _ summary: String, _ apply: @escaping Apply) {
    option = PassOption(name, default: true, summary)
    self.apply = apply
  }

}
