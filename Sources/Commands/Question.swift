public import Canvas

/// Something that is asked while a command is carried out.
public struct Question: Sendable {

  /// What is shown before the line that is answered on.
  public var lines: [StyledText]

  /// What stands before the answer.
  public var prompt: String

}
