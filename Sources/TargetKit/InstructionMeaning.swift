/// What instructions of one name do, for readers.
public struct InstructionMeaning: Sendable, Hashable {

  /// The units that run them, each with the condition under which it does if there is one.
  public var units: [String]

  /// What they do, one line each: loops, names and cases.
  public var effect: [String]

  public init(units: [String], effect: [String]) {
    self.units = units
    self.effect = effect
  }

}
