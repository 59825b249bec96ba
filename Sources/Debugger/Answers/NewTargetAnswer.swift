/// A question about a new accelerator.
public struct NewTargetQuestion: Sendable, Hashable {

  /// What it is answered by on a command line.
  public var key: String
  public var text: String

  /// What answers mean, a line each.
  public var notes: [String]

  /// What can be answered.
  public var choices: String

  /// The answer where none is given.
  public var standard: String

}

/// A description that was written.
public struct NewTargetAnswer: Sendable, Hashable {

  /// What the accelerator is called.
  public var target: String
  public var file: WrittenFile

  /// What there is to say of it besides.
  public var notes: [String]

}
