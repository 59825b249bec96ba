public import Diagnostics
public import Support

/// Why an accelerator can not be made to compute something.
public struct Refusal: Sendable, Hashable {

  public var message: String

  /// The line of its description that is the reason; nil where none is.
  @Incidental public var place: Place?

  public init(_ message: String, at place: Place? = nil) {
    self.message = message
    self.place = place
  }

  /// What `error` says, and the first of what else is known.
  public init(_ error: Diagnostic) {
    self.init(
      ([error.message] + error.notes.prefix(1)).joined(separator: ", "), at: error.cause)
  }

}
