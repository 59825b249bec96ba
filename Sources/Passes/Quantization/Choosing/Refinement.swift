/// Whether something that may make a program better or worse is done.
enum Refinement: String, Sendable, CaseIterable {

  /// Where the measured error becomes less.
  case auto

  case on
  case off
}
