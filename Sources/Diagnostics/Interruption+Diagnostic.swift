public import Support

extension Interruption {

  /// Ends the work with an error if the user wants that.
  /// - Errors: `Diagnostic.interrupted`, and no other.
  public func check() throws(Diagnostic) {
    if isRequested { throw .interrupted }
  }

}

extension Poll {

  /// Ends the work with an error if the user wants that; asks once in a while.
  /// - Errors: `Diagnostic.interrupted`, and no other.
  @inlinable public mutating func check(after steps: Int = 1) throws(Diagnostic) {
    if isRequested(after: steps) { throw .interrupted }
  }

}

extension Diagnostic {

  /// That the user ended the work.
  public static var interrupted: Diagnostic { .error("interrupted", failure: .interrupted) }

}
