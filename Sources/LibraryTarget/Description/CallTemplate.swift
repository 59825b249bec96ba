/// C in which names of a pattern stand for pointers, extents and attributes.
///
/// A hole is `{NAME}` or `{NAME.WHAT}`, with nothing but letters, digits, `_` and dots inside; every
/// other brace is one of C.
public struct CallTemplate: Sendable, Hashable {

  enum Piece: Sendable, Hashable {
    case text(String)
    case hole(Hole)
  }

  /// What is asked of a name: nothing for the pointer itself.
  struct Hole: Sendable, Hashable {
    var label: String
    var path: [String]

    /// As it is written.
    var spelling: String { "{\(([label] + path).joined(separator: "."))}" }
  }

  let pieces: [Piece]

  public init(_ text: String) {
    var pieces: [Piece] = []
    var rest = text[...]
    while let open = rest.firstIndex(of: "{") {
      let inside = rest[rest.index(after: open)...].prefix { $0.isPartOfHole }
      let end = inside.endIndex
      guard let hole = Hole(inside), end < rest.endIndex, rest[end] == "}" else {
        pieces.append(.text(String(rest[...open])))
        rest = rest[rest.index(after: open)...]
        continue
      }
      pieces.append(.text(String(rest[..<open])))
      pieces.append(.hole(hole))
      rest = rest[rest.index(after: end)...]
    }
    pieces.append(.text(String(rest)))
    self.pieces = pieces.filter { $0 != .text("") }
  }

  /// Everything that is asked for, in order.
  var holes: [Hole] {
    pieces.compactMap { if case .hole(let hole) = $0 { hole } else { nil } }
  }

  /// The text with every hole filled.
  func filled<Failure: Error>(
    _ fill: (Hole) throws(Failure) -> String
  ) throws(Failure) -> String {
    var text = ""
    for piece in pieces {
      switch piece {
      case .text(let part): text += part
      case .hole(let hole): text += try fill(hole)
      }
    }
    return text
  }

}

extension CallTemplate.Hole {
  /// Reads `NAME.WHAT`; nil where it is none.
  fileprivate init?(_ text: Substring) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard let label = parts.first, !parts.contains(where: \.isEmpty),
      label.first.map({ $0.isLetter || $0 == "_" }) == true
    else { return nil }
    self.init(label: String(label), path: parts.dropFirst().map(String.init))
  }
}

extension Character {
  fileprivate var isPartOfHole: Bool {
    isASCII && (isLetter || isNumber || self == "_" || self == ".")
  }
}
