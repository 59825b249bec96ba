import Support

/// Values in a memory of a machine, or bytes of DRAM.
public struct CellPlace: Sendable, Hashable {

  /// The name of a memory; `dram` for DRAM.
  public var memory: String

  /// Elements of the memory, or physical addresses of bytes.
  public var elements: Range<Int>

  /// One value of each element; nil for all of them.
  public var lane: Int?

  public init(_ memory: String, _ elements: Range<Int>, lane: Int? = nil) {
    self.memory = memory
    self.elements = elements
    self.lane = lane
  }

  /// What DRAM is called where the name of a memory is expected.
  public static var dram: String { "dram" }

  public var isDRAM: Bool { memory == CellPlace.dram }

  /// As a sentence says it, with the last that belongs to it: `acc[2..5]`, `DRAM 0x3400 to 0x340f`.
  public var phrase: String {
    let (first, last) = (elements.lowerBound, elements.upperBound - 1)
    guard !isDRAM else {
      return "DRAM \(first.hexadecimal) to \(last.hexadecimal)"
    }
    let range = elements.count == 1 ? "\(first)" : "\(first)..\(last)"
    return "\(memory)[\(range)]" + (lane.map { "[\($0)]" } ?? "")
  }

}

extension CellPlace: CustomStringConvertible {

  /// As `acc[2][7]`, `inp[0:14]` or `dram[0x3400:0x3410]`.
  public var description: String {
    func spelled(_ number: Int) -> String {
      isDRAM ? number.hexadecimal : String(number)
    }
    let range =
      elements.count == 1
      ? spelled(elements.lowerBound)
      : "\(spelled(elements.lowerBound)):\(spelled(elements.upperBound))"
    return "\(memory)[\(range)]" + (lane.map { "[\($0)]" } ?? "")
  }

}
