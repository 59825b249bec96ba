public import Diagnostics

extension Scalar {

  /// The whole number that a text says: `20 + bytes/8`.
  /// - Parameter variables: what has a name in it, in the order of the variables of the scalar. Of two
  ///   that are called the same, the last one is meant.
  /// - Parameter what: what the number is, for messages: `a condition`.
  /// - Errors: it is not understood, is no whole number, or divides by 0; with its place in the text.
  public static func reading(
    _ source: SourceText, as what: String, over variables: [String], state: [StatePart] = []
  ) throws(Diagnostic) -> Scalar {
    var scope = EffectScope(state: state)
    for (index, name) in variables.enumerated() {
      // No text can spell the name of one that is not meant.
      let isMeant = !variables[(index + 1)...].contains(name)
      _ = try scope.declare(isMeant ? name : "\(name) \(index)", at: source.place(at: 0))
    }
    var parser = try EffectParser(source)
    let expression = try parser.expression()
    try parser.expectEnd(of: what)
    var checker = EffectChecker(scope, source)
    let scalar = try checker.scalar(expression, as: what)
    // What is a fault of an instruction is a mistake in a number that no instruction computes.
    if let warning = checker.warnings.first {
      throw .error(warning.message, at: warning.place, hints: warning.hints)
    }
    return scalar
  }

}
