/// The diagnostics of work that goes on after a mistake, in the order in which they were found.
public struct DiagnosticSet: Error, Sendable, Hashable {

  public private(set) var elements: [Diagnostic] = []

  public init(_ elements: [Diagnostic] = []) { self.elements = elements }

  public mutating func insert(_ diagnostic: Diagnostic) { elements.append(diagnostic) }

  public var containsError: Bool { elements.contains { $0.level == .error } }

  /// Throws one error that stands for all of them, if there is one.
  /// - Errors: the first error, with the others as its notes.
  public func throwOnError() throws(Diagnostic) {
    let errors = elements.filter { $0.level == .error }
    guard var first = errors.first else { return }
    first.notes += errors.dropFirst().map { ($0.place.map { "\($0): " } ?? "") + $0.message }
    throw first
  }

}
