import Diagnostics
import GraphIR
import OrderedCollections
import Support

/// One equation between expressions, read from left to right.
struct Rule: Sendable {

  /// What stands in for a node; `nil` where the rule does not match.
  typealias Apply = @Sendable (inout Rewriter, ID<Node>, Uses) throws(Diagnostic) -> ID<Node>?

  /// Names the rule in actions, such as `neutral-element`.
  let name: String

  /// The equation as the reference prints it, such as `x + 0 = x`.
  let equation: String

  let apply: Apply

  init(_ name: String, _ equation: String, _ apply: @escaping Apply) {
    self.name = name
    self.equation = equation
    self.apply = apply
  }

}

/// How often nodes are read, and whether a function returns them.
struct Uses: Sendable {

  private let counts: [Int]

  init(_ module: GraphModule) {
    var counts = module.readers.map(\.count)
    for function in module.functions.values { counts[Int(function.body.index)] += 1 }
    self.counts = counts
  }

  /// Whether exactly one reader would miss `id`.
  func isOnlyOne(of id: ID<Node>) -> Bool {
    Int(id.index) < counts.count && counts[Int(id.index)] == 1
  }

}

extension Program {

  /// Applies `rules`, the first that matches at each node, and evaluates what depends on constants
  /// alone, until neither finds anything.
  ///
  /// What rules look for is often a constant that is still to be evaluated, and what they build is
  /// often to be evaluated, so that neither alone comes to an end that the other could not change.
  /// - Errors: a rule builds what an operator refuses; rewriting does not end.
  mutating func apply(
    _ rules: [Rule], as pass: String, in context: PassContext
  ) throws(Diagnostic) {
    var poll = Poll()
    for _ in 0 ..< 1000 {
      try context.checkForStop()
      let before = actions.count
      try evaluateConstants(as: pass, in: context)
      let uses = Uses(module)
      let order = module.reachable
      try rewrite(as: pass) { rewriter throws(Diagnostic) in
        for id in order {
          try poll.check(after: 1 << 8)
          try rewriter.apply(rules, at: id, uses)
        }
      }
      if actions.count == before { return }
    }
    throw .error("`\(pass)` did not come to an end", failure: .internalError)
  }

}

extension Rewriter {

  /// Applies the first of `rules` that matches `id` and keeps its type.
  mutating func apply(_ rules: [Rule], at id: ID<Node>, _ uses: Uses) throws(Diagnostic) {
    for rule in rules {
      guard let new = try rule.apply(&self, id, uses), new != id, self[new].type == self[id].type
      else { continue }
      replace(id, by: new, rule: rule.name)
      return
    }
  }

}
