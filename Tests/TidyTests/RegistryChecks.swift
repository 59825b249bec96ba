/// One unit is one file is one line in a registry.
enum RegistryChecks {

  private struct Member: Hashable {
    let type: String
    let name: String
  }

  /// What the folder declares and the list does not name, and the other way about.
  static func registry(
    _ row: HouseRules.Registry, folder: [SourceFile], list: SourceFile
  ) -> [String] {
    guard !folder.isEmpty else { return ["\(row.folder) is empty"] }
    guard let listed = members(of: row, in: list) else {
      return ["\(row.list) has no list `\(row.value)`"]
    }
    let twice = Dictionary(grouping: listed) { $0 }.filter { $0.value.count > 1 }
      .map { "\(row.list) lists \($0.key.type).\($0.key.name) twice" }
    let files = folder.map { Unit(file: $0, row: row) }
    let units = files.flatMap(\.members)
    let known = reached(from: Set(listed), files)
    let missing = units.filter { !known.contains($0.member) }.map {
      $0.file.finding($0.line, "\($0.member.type).\($0.member.name) is not in \(row.list)")
    }
    let declared = Set(files.flatMap(\.statics))
    let strange = listed.filter { !declared.contains($0) }.map {
      "\(row.list) lists \($0.type).\($0.name), which \(row.folder) does not declare"
    }
    let named = files.compactMap { $0.problem(listed: Set(listed)) }
    return twice.sorted() + missing + strange + named
  }

  /// The `Type.member` of a list; `nil` where the file has no such list.
  private static func members(of row: HouseRules.Registry, in list: SourceFile) -> [Member]? {
    let values = list.outline.declarations.filter { $0.name == row.value && $0.kind.isValue }
    guard let range = values.first?.initializer, values.count == 1 else { return nil }
    let tokens = list.tokens
    // What is compiled on a condition is not listed for certain.
    guard !range.contains(where: { tokens[$0].isSign("#") }) else { return nil }
    return range.compactMap { index in
      guard tokens[index].kind == .word, tokens.isSign(".", at: index + 1),
        !tokens.isSign(".", at: index - 1), tokens[index].text.first?.isUppercase == true,
        let name = tokens.at(index + 2)
      else { return nil }
      return Member(type: tokens[index].text, name: name.text)
    }
  }

  /// What is listed, with what the values of the same type that are listed are made of.
  private static func reached(from listed: Set<Member>, _ files: [Unit]) -> Set<Member> {
    var known = listed
    var last = 0
    while known.count > last {
      last = known.count
      for file in files { known.formUnion(file.mentioned(by: known)) }
    }
    return known
  }

  /// What one file of the folder declares.
  private struct Unit {

    let file: SourceFile
    let members: [(member: Member, file: SourceFile, line: Int)]
    let statics: [Member]
    private let made: [(member: Member, of: Set<String>)]

    init(file: SourceFile, row: HouseRules.Registry) {
      self.file = file
      let outline = file.outline
      let declarations = outline.declarations
      let values = declarations.filter { $0.kind.isValue && $0.modifiers.contains("static") }
        .compactMap { value -> (declaration: Declaration, type: String)? in
          guard let parent = value.parent, !value.isLocal else { return nil }
          return (value, declarations[parent].name)
        }
      let types = declarations.filter {
        $0.kind.isType && $0.kind != .extension && $0.parent == nil
      }
      statics =
        values.map { Member(type: $0.type, name: $0.declaration.name) }
        + types.map { Member(type: $0.name, name: "self") }
      made = values.map { value, type in
        let tokens = (value.initializer ?? value.body).map { file.tokens[$0] } ?? []
        return (
          Member(type: type, name: value.name),
          Set(tokens.filter { $0.kind == .word }.map(\.text))
        )
      }
      switch row.unit {
      case .type(let names):
        members = types.filter { type in
          file.tokens[type.header].contains { $0.kind == .word && names.contains($0.text) }
        }
        .map { (Member(type: $0.name, name: "self"), file, $0.line) }
      case .values(let name):
        members = values.filter { file.makes(name, $0.declaration) }
          .map { (Member(type: $0.type, name: $0.declaration.name), file, $0.declaration.line) }
      }
    }

    /// What keeps the file from being one unit that is called like it.
    func problem(listed: Set<Member>) -> String? {
      let units = Set(members.map(\.member)).union(listed.intersection(statics))
      let names = Set(units.map(\.type))
      if file.path.contains("+") || names == [file.stem] { return nil }
      return file.finding(1, "declares the units \(names.sorted()), not \(file.stem)")
    }

    /// The members of the same type that the values of `known` are made of.
    func mentioned(by known: Set<Member>) -> [Member] {
      made.filter { known.contains($0.member) }.flatMap { member, words in
        statics.filter { $0.type == member.type && words.contains($0.name) }
      }
    }
  }

}

extension SourceFile {

  /// Whether a value is a `type` or a list of them: by its type, or by the call that makes it.
  fileprivate func makes(_ type: String, _ value: Declaration) -> Bool {
    let header = tokens[value.header].filter { !$0.isSign(":") }.map(\.text)
    if !header.isEmpty { return header == [type] || header == ["[", type, "]"] }
    guard let range = value.initializer else { return false }
    let call = tokens[range].firstIndex { $0.isSign("(") }
    guard let call, call > range.lowerBound else { return false }
    let callee = tokens[range.lowerBound ..< call]
    guard callee.allSatisfy({ $0.kind == .word || $0.isSign(".") }) else { return false }
    let name = callee.last?.text ?? ""
    return name == type || name == type.prefix(1).lowercased() + type.dropFirst()
  }

}
