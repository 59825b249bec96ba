/// Who imports whom.
enum LayerChecks {

  struct Import {
    let module: String
    let line: Int
    let attributes: Set<String>
  }

  /// Every import of a source, however it is spelled.
  static func imports(of file: SourceFile) -> [Import] {
    guard file.isSwift else { return included(by: file) }
    let kinds: Set = [
      "struct", "class", "enum", "protocol", "typealias", "func", "let", "var", "actor",
    ]
    let tokens = file.tokens
    return tokens.indices.compactMap { index -> Import? in
      guard tokens[index].isWord("import"), !tokens.isSign(".", at: index - 1),
        let next = tokens.at(index + 1), next.kind == .word
      else { return nil }
      let module = kinds.contains(next.text) && !next.isQuoted ? tokens.at(index + 2) : next
      return Import(
        module: module?.text ?? "", line: tokens[index].line,
        attributes: attributes(tokens, before: index))
    }
  }

  private static func attributes(_ tokens: [Token], before index: Int) -> Set<String> {
    var found: Set<String> = []
    var last = index - 1
    while last > 0 {
      if tokens[last].isSign(")") { last = tokens.partner(ofClosing: last) - 1 }
      guard last >= 0, tokens[last].kind == .word else { break }
      if tokens.isSign("@", at: last - 1) {
        found.insert(tokens[last].text)
        last -= 2
      } else if ["public", "package", "internal", "fileprivate", "private"].contains(
        tokens[last].text)
      {
        last -= 1
      } else {
        break
      }
    }
    return found
  }

  /// The targets in C whose headers a source in C includes.
  private static func included(by file: SourceFile) -> [Import] {
    let tokens = file.tokens
    return tokens.indices.compactMap { index -> Import? in
      guard tokens[index].isWord("include"), tokens.isSign("#", at: index - 1),
        let next = tokens.at(index + 1)
      else { return nil }
      var name = next.text
      if next.isSign("<") {
        let close = tokens[index...].firstIndex { $0.isSign(">") } ?? tokens.count
        name = tokens[(index + 2) ..< close].map(\.text).joined()
      }
      return Import(module: name, line: next.line, attributes: [])
    }
  }

  /// The rows of the manifest import rows above them, and the libraries in C that are theirs.
  static func order(_ manifest: Manifest) -> [String] {
    manifest.layers.enumerated().flatMap { position, layer in
      let above = Set(manifest.layers[..<position].map(\.name))
      return layer.imports.compactMap { name -> String? in
        if above.contains(name) { return nil }
        if let owners = HouseRules.owners[name] {
          return owners.contains(layer.name) ? nil : "\(layer.name) may not import \(name)"
        }
        return "\(layer.name) imports \(name), which does not stand above it"
      }
    }
  }

  /// Sources import what the row of their target lists, and from outside what their place may.
  static func imports(_ files: [SourceFile], _ manifest: Manifest) -> [String] {
    files.flatMap { file in
      imports(of: file).compactMap { item in
        problem(item, of: file, manifest).map { file.finding(item.line, $0) }
      }
    }
  }

  private static func problem(
    _ item: Import, of file: SourceFile, _ manifest: Manifest
  ) -> String? {
    if file.isC { return headerProblem(item, of: file) }
    let forbidden = item.attributes.intersection([
      "_exported", "testable", "_implementationOnly", "_private", "_spi", "_spiOnly",
    ])
    if let attribute = forbidden.first { return "`@\(attribute)` of an import" }
    guard let row = manifest.layers.first(where: { $0.name == file.module }) else {
      return "`\(file.module)` has no row in the manifest"
    }
    if row.imports.contains(item.module) || item.module == "Swift" { return nil }
    if manifest.layers.contains(where: { $0.name == item.module })
      || manifest.foreign.contains(item.module)
    {
      return "imports \(item.module), which the row of \(row.name) does not list"
    }
    let packages = row.libraries.flatMap { manifest.packages[$0] ?? [] }
    if packages.contains(item.module) { return nil }
    let places = HouseRules.outside[item.module] ?? []
    return places.contains { file.stands(in: $0.place) }
      ? nil : "imports \(item.module), which it may not"
  }

  /// The headers of the terminal's libraries belong to the targets that are for it.
  private static func headerProblem(_ item: Import, of file: SourceFile) -> String? {
    let terminal: Set = [
      "curses", "ncurses", "ncursesw", "term", "termios", "termcap", "histedit", "readline",
      "editline", "ioctl", "pty", "utmp", "signal", "CTerminalShims", "CEdit", "CNcurses",
    ]
    let words = Set(item.module.split { $0 == "/" || $0 == "." }.map(String.init))
    let found = words.intersection(terminal)
    guard !found.isSubset(of: HouseRules.headers[file.module] ?? []) else { return nil }
    return ["CTerminalShims", "CEdit", "CNcurses"].contains(file.module)
      ? nil : "includes \(item.module), which is the terminal's"
  }

}
