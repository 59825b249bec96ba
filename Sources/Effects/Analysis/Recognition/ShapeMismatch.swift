public import Simulation

/// Why a machine has not the shape that is looked for.
public struct ShapeMismatch: Error, Hashable, Sendable {

  /// The instruction that does something else, by its place; nil where one is missing.
  public var instruction: Int?

  public var sentence: Sentence

  public init(_ instruction: Int?, _ sentence: Sentence) {
    self.instruction = instruction
    self.sentence = sentence
  }

}
