/// The targets of the package and what each may import.
struct Manifest {

  struct Row {
    let name: String

    /// The targets of this package that it names.
    let imports: [String]

    /// The values of the manifest that list packages for it, as in `libraries: yaml`.
    let libraries: Set<String>
  }

  /// The `layer(...)` rows in order, and the executable last.
  private(set) var layers: [Row] = []

  /// The targets in C, and the system libraries, which belong to no layer.
  private(set) var foreign: [String] = []

  /// The modules that each list of packages holds, such as `yaml`.
  private(set) var packages: [String: [String]] = [:]

  init(_ file: SourceFile) {
    let tokens = file.tokens
    for declaration in file.outline.declarations where declaration.kind == .let {
      guard let value = declaration.initializer else { continue }
      let products = value.filter { tokens.isProductName($0) }.map { tokens[$0].text }
      if !products.isEmpty { packages[declaration.name] = products }
    }
    for index in tokens.indices where tokens[index].kind == .word {
      guard tokens.isSign("(", at: index + 1) else { continue }
      let call = index + 2 ..< tokens.afterPartner(of: index + 1) - 1
      switch tokens[index].text {
      case "layer" where !(tokens.at(index - 1)?.isWord("func") ?? false):
        layers.append(row(tokens, call))
      case "executableTarget" where !tokens.isPath(call): layers.append(row(tokens, call))
      case "systemLibrary", "target":
        // The helper `layer` makes its target from a name that is no text.
        if let name = call.first(where: { tokens[$0].kind == .text }), !tokens.isPath(call) {
          foreign.append(tokens[name].text)
        }
      default: break
      }
    }
  }

  private func row(_ tokens: [Token], _ call: Range<Int>) -> Row {
    let labels = ["settings", "exclude", "resources", "swiftSettings"]
    let end = call.first { labels.contains(tokens[$0].text) && tokens.isSign(":", at: $0 + 1) }
    let part = tokens[call.lowerBound ..< (end ?? call.upperBound)]
    let texts = part.filter { $0.kind == .text }.map(\.text)
    let known = Set(part.filter { $0.kind == .word }.map(\.text)).intersection(packages.keys)
    return Row(name: texts.first ?? "", imports: Array(texts.dropFirst()), libraries: known)
  }

}

extension [Token] {

  /// Whether the text at `index` follows `name:` in a `.product(...)`.
  fileprivate func isProductName(_ index: Int) -> Bool {
    self[index].kind == .text && isSign(":", at: index - 1) && self[index - 2].isWord("name")
      && isSign("(", at: index - 3) && self[index - 4].isWord("product")
  }

  /// Whether a call says where its target stands, as those for tests do.
  fileprivate func isPath(_ call: Range<Int>) -> Bool {
    call.contains { self[$0].isWord("path") || self[$0].isWord("map") }
  }

}
