public import Diagnostics
public import Simulation
import Support

/// A place in a program or a machine, as a user names it.
public indirect enum Location: Sendable, Hashable {

  /// `#118`: an instruction, counted over all streams.
  case instruction(InstructionNumber)

  /// `load:3`: an instruction of a unit, counted from 0.
  case unit(String, Int)

  /// `%12`, `@conv1`: what became of a value or of a node of the model.
  case node(String)

  /// `op:GEMM`: every instruction of that kind.
  case operation(String)

  /// `pass:NAME`: before the pass is applied.
  case pass(String)

  /// `tok:l2g[push]`: what happens to a queue of tokens.
  case tokens(String, TokenEvent)

  /// `/regex/`: every instruction whose text it finds.
  case pattern(TextPattern)

  /// `acc[4:8]`: elements of a memory, or bytes of outer memory.
  case memory(String, Range<Int>)

  public enum TokenEvent: Sendable, Hashable {
    case any, push, pop
    case level(Int)
  }

}

extension Location {

  /// Reads a location.
  /// - Errors: the text is none; a hint says which forms there are.
  public init(parsing text: String) throws(Diagnostic) {
    if text.hasPrefix("#"), text.count > 20, text.dropFirst().allSatisfy(\.isNumber) {
      throw .error("there is no instruction \(text)")
    } else if text.hasPrefix("#"), let number = Int(text.dropFirst()), number >= 0 {
      self = .instruction(InstructionNumber(number))
    } else if text.hasPrefix("/"), text.hasSuffix("/"), text.count > 2 {
      self = .pattern(try TextPattern(text))
    } else if text.hasPrefix("%") || text.hasPrefix("@"), text.count > 1 {
      self = .node(text)
    } else if text.hasPrefix("tok:") {
      self = try Location(tokens: String(text.dropFirst(4)), in: text)
    } else if let range = try MemoryRange(parsing: text) {
      self = .memory(range.memory, range.elements)
    } else if let colon = text.firstIndex(of: ":"), colon > text.startIndex {
      self = try Location(String(text[..<colon]), String(text[text.index(after: colon)...]), text)
    } else if let number = Int(text), number >= 0 {
      self = .instruction(InstructionNumber(number))
    } else {
      throw noLocation(text)
    }
  }

  private init(_ head: String, _ rest: String, _ text: String) throws(Diagnostic) {
    guard !rest.isEmpty else { throw noLocation(text) }
    switch head {
    case "op": self = .operation(rest.lowercased())
    case "pass": self = .pass(rest)
    default:
      guard let number = Int(rest), number >= 0 else { throw noLocation(text) }
      self = .unit(head, number)
    }
  }

  /// Reads what follows `tok:`: `l2g`, `l2g[push]`, `l2g[=2]`, `l2g=2`.
  private init(tokens rest: String, in text: String) throws(Diagnostic) {
    let parts = rest.split(separator: "[", maxSplits: 1, omittingEmptySubsequences: false)
    var name = String(parts[0])
    var event = ""
    if parts.count > 1 {
      guard parts[1].last == "]" else { throw noLocation(text) }
      event = String(parts[1].dropLast())
    } else if let equals = name.firstIndex(of: "=") {
      event = String(name[equals...])
      name = String(name[..<equals])
    }
    guard !name.isEmpty else { throw noLocation(text) }
    switch event {
    case "": self = .tokens(name, .any)
    case "push": self = .tokens(name, .push)
    case "pop": self = .tokens(name, .pop)
    default:
      guard event.hasPrefix("="), let level = Int(event.dropFirst()), level >= 0 else {
        throw noLocation(text)
      }
      self = .tokens(name, .level(level))
    }
  }

}

extension Location: CustomStringConvertible {
  public var description: String {
    switch self {
    case .instruction(let number): "\(number)"
    case .unit(let unit, let number): "\(unit):\(number)"
    case .node(let name): name
    case .operation(let name): "op:\(name)"
    case .pass(let name): "pass:\(name)"
    case .tokens(let name, .any): "tok:\(name)"
    case .tokens(let name, .push): "tok:\(name)[push]"
    case .tokens(let name, .pop): "tok:\(name)[pop]"
    case .tokens(let name, .level(let level)): "tok:\(name)[=\(level)]"
    case .pattern(let pattern): "/\(pattern.text)/"
    case .memory(let name, let range):
      range.count == 1
        ? "\(name)[\(range.lowerBound)]" : "\(name)[\(range.lowerBound):\(range.upperBound)]"
    }
  }
}

/// Elements of a memory, as `acc[4:8]`, `acc[4]` or `acc`.
struct MemoryRange: Sendable, Hashable {

  var memory: String
  var elements: Range<Int>

  /// Reads `name[a]` or `name[a:b]`; nil where the text is of another form.
  /// - Errors: the brackets hold no range.
  init?(parsing text: String) throws(Diagnostic) {
    guard text.hasSuffix("]"), let open = text.firstIndex(of: "["), open > text.startIndex,
      text[..<open].allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" })
    else { return nil }
    memory = String(text[..<open])
    let inside = text[text.index(after: open)...].dropLast()
    let ends = inside.split(separator: ":", omittingEmptySubsequences: false).map {
      number($0)
    }
    guard let first = ends.first.flatMap({ $0 }), ends.count <= 2 else {
      throw .error("`\(inside)` is no range", hints: ["write `\(memory)[4]` or `\(memory)[4:8]`"])
    }
    let end = ends.count == 2 ? ends[1] : first < Int.max ? first + 1 : nil
    guard let end, first >= 0, end > first else {
      throw .error("`\(inside)` is no range", hints: ["write `\(memory)[4]` or `\(memory)[4:8]`"])
    }
    elements = first ..< end
  }

}

/// The number that `text` spells, decimal or hexadecimal after `0x`.
func number(_ text: some StringProtocol) -> Int? {
  text.hasPrefix("0x") ? Int(text.dropFirst(2), radix: 16) : Int(text)
}

private func noLocation(_ text: String) -> Diagnostic {
  .error("`\(text)` is no location", hints: ["`help locations` shows the forms that there are"])
}
