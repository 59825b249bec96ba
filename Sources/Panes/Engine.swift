public import Canvas
public import Debugger

/// What a workbench shows and runs its command lines on.
public protocol Engine {

  /// What panes show.
  var inspected: any Inspection { get }

  /// What could stand at the cursor of a line, which is after so many characters.
  func completion(of line: String, at cursor: Int) -> Completion

  /// Runs a line of the command language.
  mutating func answer(_ line: String) -> Answer

}

/// What came of a command line.
public struct Answer: Sendable, Hashable {

  public var lines: [StyledText]
  public var isFailure: Bool

  /// Whether what was printed before is to be forgotten.
  public var clears: Bool

  /// The exit code, where the program is to end.
  public var exitCode: Int32?

  public init(
    _ lines: [StyledText], isFailure: Bool = false, clears: Bool = false, exitCode: Int32? = nil
  ) {
    self.lines = lines
    self.isFailure = isFailure
    self.clears = clears
    self.exitCode = exitCode
  }

}
