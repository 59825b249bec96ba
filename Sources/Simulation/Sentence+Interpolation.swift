extension Sentence: ExpressibleByStringInterpolation {

  public init(stringLiteral text: String) { self.init(text) }

  public init(stringInterpolation: StringInterpolation) { self = stringInterpolation.sentence }

  /// Takes parts by what they stand for: `"the \(unit: name) unit waits at \(number)"`.
  public struct StringInterpolation: StringInterpolationProtocol {

    fileprivate var sentence = Sentence()

    public init(literalCapacity: Int, interpolationCount: Int) {}

    public mutating func appendLiteral(_ literal: String) { sentence.append(.text(literal)) }

    public mutating func appendInterpolation(_ other: Sentence) { sentence.append(other) }

    public mutating func appendInterpolation(_ text: String) { sentence.append(.text(text)) }

    /// A number that is no count of anything, such as a code.
    public mutating func appendInterpolation(_ number: Int) { sentence.append(.text("\(number)")) }

    public mutating func appendInterpolation(_ count: Int, _ quantity: Quantity) {
      sentence.append(.number(count, of: quantity))
    }

    public mutating func appendInterpolation(_ number: InstructionNumber) {
      sentence.append(.instruction(number))
    }

    public mutating func appendInterpolation(_ place: CellPlace) { sentence.append(.cells(place)) }

    /// Cells of a memory in backticks, bytes of DRAM as they are.
    public mutating func appendInterpolation(quoting place: CellPlace) {
      let quote = place.isDRAM ? "" : "`"
      sentence.append(.text(quote))
      sentence.append(.cells(place))
      sentence.append(.text(quote))
    }

    public mutating func appendInterpolation(unit name: String) { sentence.append(.unit(name)) }

    public mutating func appendInterpolation(queue name: String) { sentence.append(.queue(name)) }

    public mutating func appendInterpolation(memory name: String) { sentence.append(.memory(name)) }

    public mutating func appendInterpolation(field name: String) { sentence.append(.field(name)) }

    /// A stream, counted from 0.
    public mutating func appendInterpolation(stream index: Int) {
      sentence.append(.stream(index + 1))
    }

  }

}
