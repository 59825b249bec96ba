public import Diagnostics
public import Passes

/// A program of regions that were read from a text.
public struct RegionProgram: Sendable {

  public var program: Program

  /// Whether it is the program that the reader was given, with what the text says of its regions;
  /// otherwise its `main` does nothing but call them.
  public var isOfGivenProgram: Bool

  /// What the user should know.
  public var notes: [Diagnostic]

  public init(_ program: Program, isOfGivenProgram: Bool, notes: [Diagnostic]) {
    self.program = program
    self.isOfGivenProgram = isOfGivenProgram
    self.notes = notes
  }

}
