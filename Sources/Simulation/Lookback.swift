/// What an interval of the past holds, for those who go back through it.
public struct Lookback: Sendable, Hashable {

  /// A boundary between two instructions at which something held.
  public struct Boundary: Sendable, Hashable {

    public var mark: Mark

    /// Which of the conditions that were asked for hold there, in order: places of the instruction
    /// that is next, and events of the same instruction, which running it from there brings about.
    public var held: [Int]

    /// The stream that has ended there, if one has.
    public var endedStream: Int?

    public init(_ mark: Mark, held: [Int] = [], endedStream: Int? = nil) {
      self.mark = mark
      self.held = held
      self.endedStream = endedStream
    }
  }

  /// Where the interval begins; it begins with an instruction.
  public var begin: Mark

  /// In order of time, from `begin` on.
  public var boundaries: [Boundary]

  public init(begin: Mark, boundaries: [Boundary] = []) {
    self.begin = begin
    self.boundaries = boundaries
  }

  /// Adds what held at the last boundary, or at one behind it.
  public mutating func note(_ mark: Mark, _ held: [Int], endedStream: Int? = nil) {
    guard let last = boundaries.last, last.mark == mark else {
      return boundaries.append(Boundary(mark, held: held, endedStream: endedStream))
    }
    boundaries[boundaries.count - 1].held = Set(last.held + held).sorted()
  }

}
