/// A text whose parts say what they stand for: a face shows each its own way, and no program has to
/// read prose.
public struct Sentence: Sendable, Hashable {

  public enum Part: Sendable, Hashable {
    case text(String)
    case instruction(InstructionNumber)
    case unit(String)

    /// A token queue.
    case queue(String)
    case memory(String)
    case cells(CellPlace)

    /// A field of an instruction.
    case field(String)
    case number(Int, of: Quantity)

    /// Counted from 1.
    case stream(Int)

    /// A node of the graph by its identity, and one of the model by its name.
    case node(Int)
    case source(String)

    /// The function of a region.
    case region(String)
    case pass(String)
    case target(String)
  }

  /// No two texts stand behind each other.
  public private(set) var parts: [Part] = []

  public init() {}

  public init(_ text: String) { append(.text(text)) }

  public init(_ part: Part) { append(part) }

  public mutating func append(_ part: Part) {
    guard case .text(let text) = part else {
      parts.append(part)
      return
    }
    guard !text.isEmpty else { return }
    if case .text(let last)? = parts.last {
      parts[parts.count - 1] = .text(last + text)
    } else {
      parts.append(part)
    }
  }

  public mutating func append(_ other: Sentence) { for part in other.parts { append(part) } }

  public static func + (a: Self, b: Self) -> Self {
    var sum = a
    sum.append(b)
    return sum
  }

  public static func += (a: inout Self, b: Self) { a.append(b) }

  /// What a reader sees.
  public var text: String { parts.map(\.text).joined() }

  public var isEmpty: Bool { parts.isEmpty }

  /// The same with a capital at its start and a stop at its end.
  public var punctuated: Sentence {
    var result = self
    if case .text(let first)? = parts.first {
      result.parts[0] = .text(first.prefix(1).uppercased() + first.dropFirst())
    }
    return result + "."
  }

}

extension Sentence.Part {

  /// As a reader knows it.
  public var text: String {
    switch self {
    case .text(let text): text
    case .instruction(let number): "\(number)"
    case .unit(let name), .queue(let name), .memory(let name), .field(let name), .pass(let name),
      .target(let name):
      name
    case .cells(let place): place.phrase
    case .number(let count, let quantity): "\(count) \(quantity.name(of: count))"
    case .stream(let number): "stream \(number)"
    case .node(let identity): "%\(identity)"
    case .source(let name), .region(let name): "@\(name)"
    }
  }

}

extension Sentence: CustomStringConvertible {
  public var description: String { text }
}

extension [Sentence] {

  /// All of them with `separator` between them.
  public func joined(separator: String) -> Sentence {
    var result = Sentence()
    for (index, sentence) in enumerated() {
      if index > 0 { result.append(.text(separator)) }
      result.append(sentence)
    }
    return result
  }

}
