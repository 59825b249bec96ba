public import Support

/// The number of an instruction, counted from 0 over everything that runs: all regions of a program,
/// or all streams of a folder. A device is told its first one when it is loaded.
public struct InstructionNumber: Sendable, Hashable {

  public let value: Int

  public init(_ value: Int) { self.value = value }

}

extension InstructionNumber: Strideable {
  public func distance(to other: Self) -> Int { other.value - value }
  public func advanced(by count: Int) -> Self { Self(value + count) }
}

extension InstructionNumber: ExpressibleByIntegerLiteral {
  public init(integerLiteral value: Int) { self.init(value) }
}

extension InstructionNumber: CustomStringConvertible {
  /// As `#118`.
  public var description: String { "#\(value)" }
}

extension JSON {

  public init(_ number: InstructionNumber) { self = .integer(number.value) }

  /// The number, or null.
  public init(_ number: InstructionNumber?) { self = number.map { .integer($0.value) } ?? .null }

}
