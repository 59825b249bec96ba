public import Diagnostics
public import GraphIR
import OrderedCollections
public import Support

/// A place where a program breaks a law.
public struct LawViolation: Sendable, Hashable {

  /// The name of the law.
  public let law: String
  public let statement: String

  /// The node that breaks it, if one does.
  public let node: ID<Node>?

  /// What was found there.
  public let found: String

  /// The same for a user: the law, the node, the nodes of the model behind it, and the pass.
  /// - Parameter pass: what made `program`; `import` for what was loaded.
  /// - Parameter hints: the ways out.
  public func diagnostic(
    in program: Program, madeBy pass: String, hints: [String]
  ) -> Diagnostic {
    let maker = pass == "import" ? "as it was loaded" : "after `\(pass)`"
    var diagnostic = Diagnostic.error(
      "law `\(law)` is broken \(maker): \(found)", notes: ["the law: \(statement)"], hints: hints,
      failure: .verification)
    if let node, program.module.nodes.contains(node) {
      diagnostic = program.module.locating(diagnostic, at: node)
    }
    return diagnostic
  }

}

extension Program {

  /// The first violation of each law that is broken, in the order of the laws.
  ///
  /// Where a law about the form of the graph is broken, the laws that rest on it are not checked.
  /// Laws are left out where the work is to end.
  /// - Cost: O(nodes + operands), and what inference evaluates of small constants.
  public var violations: [LawViolation] {
    let interruption = Interruption.current
    let subject = LawSubject(self)
    var violations: [LawViolation] = []
    for (position, law) in Law.all.enumerated() {
      if interruption.isRequested { break }
      if position >= Law.basicCount, violations.contains(where: \.isBasic) { break }
      guard let finding = law.check(subject) else { continue }
      violations.append(
        LawViolation(
          law: law.name, statement: law.statement, node: finding.node, found: finding.text))
    }
    return violations
  }

}

extension Program {

  /// Whether this keeps the laws that `other` keeps, because a pass that decided something has left
  /// all that laws are about as it was.
  /// - Cost: O(nodes), far less than to check them.
  public func isAsLawful(as other: Program) -> Bool {
    lowered.isEmpty && other.lowered.isEmpty && memoryPlan == nil && other.memoryPlan == nil
      && module.isCopy(of: other.module)
  }

}

extension LawViolation {
  fileprivate var isBasic: Bool { Law.all.prefix(Law.basicCount).contains { $0.name == law } }
}
