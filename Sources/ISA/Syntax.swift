public import Diagnostics

/// How a listing spells an instruction: words and the numbers of fields, in order.
///
/// Spelled as the text of a listing with `{field}` where a number stands, or `{field:x}` where it
/// is hexadecimal: `load {memory}[{sram:x}] ← dram[{dram:x}] {rows}x{columns}`.
public struct Syntax: Sendable, Hashable {

  public enum Piece: Sendable, Hashable {
    case literal(String)
    case field(String, isHexadecimal: Bool)
  }

  public var pieces: [Piece]

  public init(_ pieces: [Piece]) { self.pieces = pieces }

  /// Reads a template.
  /// - Errors: a brace without its partner, or an unknown format after `:`.
  public init(_ template: String) throws(Diagnostic) {
    pieces = []
    var rest = template[...]
    while let open = rest.firstIndex(of: "{") {
      if open > rest.startIndex { pieces.append(.literal(String(rest[..<open]))) }
      guard let close = rest[open...].firstIndex(of: "}") else {
        throw .error("`{` is never closed in `\(template)`")
      }
      let parts = rest[rest.index(after: open) ..< close].split(
        separator: ":", omittingEmptySubsequences: false)
      guard let name = parts.first, parts.count == 1 || parts.dropFirst() == ["x"] else {
        throw .error(
          "`\(rest[open ... close])` is not understood",
          hints: ["write `{field}`, or `{field:x}` for a hexadecimal number"])
      }
      pieces.append(.field(String(name), isHexadecimal: parts.count == 2))
      rest = rest[rest.index(after: close)...]
    }
    if !rest.isEmpty { pieces.append(.literal(String(rest))) }
  }

  /// The template as it was spelled.
  public var template: String {
    pieces.map {
      switch $0 {
      case .literal(let text): text
      case .field(let name, let isHexadecimal): isHexadecimal ? "{\(name):x}" : "{\(name)}"
      }
    }.joined()
  }

  /// The names of the fields that it mentions.
  public var fieldNames: [String] {
    pieces.compactMap { if case .field(let name, _) = $0 { name } else { nil } }
  }

}

extension Syntax {

  /// What keeps a listing in this syntax from being read back, if anything does.
  ///
  /// It has to begin with the name of the instruction, which no other begins with, and between two
  /// numbers there has to be something.
  public func problem(for name: String) -> String? {
    guard case .literal(let first) = pieces.first,
      first == name || first.hasPrefix(name + " ")
    else { return "the syntax has to begin with `\(name)`" }
    var wasField = false
    for piece in pieces {
      if case .field = piece {
        if wasField { return "two numbers follow each other without a sign between them" }
        wasField = true
      } else if case .literal(let text) = piece {
        wasField = false
        if text.contains(where: { $0 == "=" || $0 == ";" || $0.isNewline }) {
          return "`=` and `;` have another meaning in a listing"
        }
      }
    }
    if Set(fieldNames).count < fieldNames.count { return "a field is mentioned twice" }
    return nil
  }

}
