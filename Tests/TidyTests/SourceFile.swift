/// A file of the package, as the checks read it.
struct SourceFile: Sendable {

  let path: String
  let text: String

  /// The tokens of a source in Swift or C, none of any other file.
  let tokens: [Token]

  init(path: String, text: String) {
    self.path = path
    self.text = text
    tokens =
      path.hasSuffix(".swift") || Self.isC(path)
      ? Lexer.tokens(of: text, isSwift: !Self.isC(path)) : []
  }

  private static func isC(_ path: String) -> Bool { path.hasSuffix(".c") || path.hasSuffix(".h") }

  var isSwift: Bool { path.hasSuffix(".swift") }
  var isC: Bool { Self.isC(path) }
  var isGenerated: Bool { path.hasSuffix(".pb.swift") }

  var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }

  /// The target under `Sources`.
  var module: String { path.split(separator: "/").dropFirst().first.map(String.init) ?? "" }

  /// The last part of the path, without what follows the first dot.
  var stem: String {
    let name = path.split(separator: "/").last ?? ""
    return String(name.prefix { $0 != "." })
  }

  var outline: Outline { Outline(tokens) }

  /// What the file itself declares, parameters too.
  var ownNames: Set<String> {
    let labels = tokens.indices.filter {
      tokens[$0].kind == .word && tokens.isSign(":", at: $0 + 1)
        && !(tokens.isSign("?", at: $0 - 1) || tokens.isSign("{", at: $0 - 1))
    }
    return Set(outline.declarations.map(\.name) + labels.map { tokens[$0].text })
  }

  /// What a check says of a line of this file.
  func finding(_ line: Int, _ message: String) -> String { "\(path):\(line): \(message)" }

  /// Whether this is `place` or stands in it: a target or a folder by its path from `Sources`, or a
  /// file.
  func stands(in place: String) -> Bool {
    path == "Sources/\(place)" || path.hasPrefix("Sources/\(place)/") || path == place
  }

}
