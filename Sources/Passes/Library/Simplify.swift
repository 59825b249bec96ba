public import Diagnostics
import GraphIR

/// Applies equations between expressions, and evaluates what depends on constants alone, until
/// there is nothing left to do.
///
/// - Before: any graph.
/// - After: no rule matches, and nothing is left for `fold-constants`; for every input the value is
///   the same, but for the rounding of floats.
public struct Simplify: Pass {

  public static let info = PassInfo(
    "simplify",
    "apply the rules of arithmetic until none matches: fold constants and batch norms, drop "
      + "what does nothing")

  /// Tried in this order at each node.
  static let rules: [Rule] =
    Rule.neutral + Rule.limits + Rule.constants + Rule.shapes + Rule.windows + Rule.folding

  public init(_ options: PassOptions) throws(Diagnostic) {}

  public func run(on program: inout Program, in context: inout PassContext) throws(Diagnostic) {
    try program.apply(Self.rules, as: Self.info.name, in: context)
  }

}
