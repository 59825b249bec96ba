/// The functions of the system, and who uses which.
enum Platform {

  /// The modules through which they are seen.
  static let modules: Set = [
    "Glibc", "Musl", "Darwin", "Bionic", "Android", "WASILibc", "ucrt", "WinSDK", "Foundation",
    "Dispatch", "CKernels", "CMemory", "CZlib", "CEdit", "CNcurses", "CTerminalShims",
  ]

  /// What the standard library has that is called so, and words that a bracket may follow.
  private static let ours: Set = [
    "abs", "assert", "assertionFailure", "fatalError", "max", "min", "precondition",
    "preconditionFailure", "print", "repeatElement", "sequence", "stride", "swap", "type", "zip",
    "isKnownUniquelyReferenced", "withExtendedLifetime", "withoutActuallyEscaping",
    "withUnsafeBytes",
    "withUnsafeMutableBytes", "withUnsafePointer", "withUnsafeMutablePointer",
    "withUnsafeTemporaryAllocation", "unsafeBitCast", "unsafeDowncast", "numericCast", "init",
    "subscript", "self", "super", "if", "while", "switch", "return", "in", "case", "for", "guard",
    "where", "throws", "func", "is", "as", "else", "await", "let", "var", "set", "get", "unsafe",
    "inout", "public", "private", "internal", "fileprivate", "package", "nonisolated", "try", "do",
    "rethrows", "unowned", "available", "canImport", "defer", "consume", "copy", "lazy", "repeat",
    "each", "some", "any", "async", "borrowing", "consuming", "sending", "os", "arch", "catch",
    "convention", "swift", "compiler", "hasFeature", "willSet", "didSet", "discard",
  ]

  /// What sources use of the system that their place may not.
  static func uses(
    _ files: [SourceFile], allowed: [HouseRules.PlatformUse] = HouseRules.platformUses
  ) -> [String] {
    let names = declaredNames(files)
    return files.filter { $0.isSwift && seesTheSystem($0) }.flatMap { file -> [String] in
      let rows = allowed.filter { file.stands(in: $0.place) }
      guard rows.allSatisfy({ $0.symbols != nil }) else { return [] }
      let may = rows.reduce(into: Set<String>()) { $0.formUnion($1.symbols ?? []) }
      return symbols(of: file, declared: names).filter { !may.contains($0.name) }.map {
        file.finding($0.line, "uses `\($0.name)` of the system")
      }
    }
  }

  private static func seesTheSystem(_ file: SourceFile) -> Bool {
    LayerChecks.imports(of: file).contains { modules.contains($0.module) }
  }

  /// What the package declares, headers in C too.
  private static func declaredNames(_ files: [SourceFile]) -> Set<String> {
    files.reduce(into: []) { names, file in
      if file.isSwift {
        names.formUnion(file.outline.declarations.map(\.name))
      } else if file.path.hasSuffix(".h") {
        names.formUnion(file.tokens.filter { $0.kind == .word }.map(\.text))
      }
    }
  }

  /// What is the system's even where something of the package is called so.
  private static let dangerous =
    HouseRules.wordRules.reduce(into: Set(["write", "read", "open", "close", "exit"])) {
      $0.formUnion($1.functions)
    }

  /// The calls of functions that nothing of ours declares, and the constants in capitals.
  private static func symbols(
    of file: SourceFile, declared: Set<String>
  ) -> [(name: String, line: Int)] {
    let tokens = file.tokens
    let local = file.ownNames
    return tokens.indices.compactMap { index in
      let name = tokens[index].text
      guard tokens[index].kind == .word, !ours.contains(name), name != "_",
        !local.contains(name)
      else { return nil }
      let isConstant =
        name.contains("_") && name.allSatisfy { $0.isUppercase || $0.isNumber || $0 == "_" }
        || name == "errno"
      let isCall =
        WordChecks.isFreeCall(tokens, index) && name.first?.isUppercase == false
        && name.first?.isLetter == true && !tokens.isSign("#", at: index - 1)
        && (!declared.contains(name) || dangerous.contains(name))
      return isConstant && !declared.contains(name) || isCall ? (name, tokens[index].line) : nil
    }
  }

}
