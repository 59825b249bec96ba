/// An extension of a large type reads few of its values, or it belongs to one of them.
enum SliceChecks {

  /// The stored properties that a type declares itself.
  static func values(of type: String, in files: [SourceFile]) -> Set<String> {
    Set(
      files.flatMap { file -> [String] in
        let declarations = file.outline.declarations
        return declarations.filter { value in
          guard let parent = value.parent, value.kind == .var, !value.isLocal, value.body == nil
          else { return false }
          return declarations[parent].name == type && declarations[parent].kind == .struct
            && value.modifiers.isDisjoint(with: ["static"])
        }.map(\.name)
      })
  }

  /// The files that extend `type` and read more than `most` of its values.
  static func wideSlices(
    _ files: [SourceFile], of type: String, values: Set<String>, most: Int
  ) -> [String] {
    files.compactMap { file in
      let declarations = file.outline.declarations
      guard declarations.contains(where: { $0.kind == .extension && $0.name == type }),
        !declarations.contains(where: { $0.kind == .struct && $0.name == type })
      else { return nil }
      let read = Self.read(in: file, values).sorted()
      guard read.count > most else { return nil }
      return file.finding(1, "reads \(read.joined(separator: ", ")) of `\(type)`")
    }
  }

  /// The values that are read by their names alone or behind `self`. A name that the file itself
  /// declares counts only behind `self`.
  private static func read(in file: SourceFile, _ values: Set<String>) -> Set<String> {
    let own = Set(file.outline.declarations.map(\.name))
    let tokens = file.tokens
    return Set(
      tokens.indices.filter { index in
        let token = tokens[index]
        guard token.kind == .word, values.contains(token.text) else { return false }
        if tokens.isSign(".", at: index - 1) {
          return index > 1 && tokens[index - 2].isWord("self")
        }
        return !own.contains(token.text) && !tokens.isSign(":", at: index + 1)
      }.map { tokens[$0].text })
  }

}
