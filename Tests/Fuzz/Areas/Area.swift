/// What came of an input.
enum Verdict: Equatable {

  /// It was taken for what it looks like.
  case accepted

  /// It was refused with an error, as most should be.
  case refused

  /// What is promised about it does not hold.
  case broken(String)
}

/// A kind of input: how inputs are made, and what the product does with one.
///
/// An area is one file of this folder and one line in `allAreas`. An input depends on the generator
/// and the samples alone, and what is done with it on the input alone.
protocol Area: SendableMetatype {

  /// As it is spelled on the command line.
  static var name: String { get }
  static var summary: String { get }

  /// What an input is taken apart into where it is made smaller.
  static var grain: Grain { get }

  /// - Errors: a sample is missing.
  init(_ corpus: Corpus) throws

  /// The next input.
  func input(_ dice: inout Dice) -> [UInt8]

  /// Does what many inputs need and what is not to be measured.
  mutating func prepare(for input: [UInt8])

  /// Gives `input` to the product, in a process that stands in a folder of its own.
  mutating func run(_ input: [UInt8]) -> Verdict

}

extension Area {
  func prepare(for input: [UInt8]) {}
}

/// The pieces that inputs of an area have.
enum Grain {
  case bytes, text
}
