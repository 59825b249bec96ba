/// How long things are, what they are called and what they leave lying about.
enum ShapeChecks {

  static func longFiles(_ files: [SourceFile]) -> [String] {
    files.compactMap { file in
      let count = file.lines.count - (file.text.hasSuffix("\n") ? 1 : 0)
      return count > HouseRules.longestFile ? "\(file.path): \(count) lines" : nil
    }
  }

  /// Bodies of functions and accessors, and closures that values are made from.
  static func longFunctions(_ files: [SourceFile]) -> [String] {
    files.flatMap { file in
      (file.isC ? functionsInC(file) : file.outline.blocks).compactMap { block in
        block.lines.count > HouseRules.longestFunction
          ? file.finding(block.lines.lowerBound, "\(block.name) has \(block.lines.count) lines")
          : nil
      }
    }
  }

  private static func functionsInC(_ file: SourceFile) -> [Outline.Block] {
    var found: [Outline.Block] = []
    var index = 0
    let tokens = file.tokens
    while index < tokens.count {
      guard tokens[index].isSign("{") else {
        index += 1
        continue
      }
      let end = tokens.afterPartner(of: index)
      if tokens.isSign(")", at: index - 1) {
        let open = tokens.partner(ofClosing: index - 1)
        found.append(
          Outline.Block(
            name: tokens.at(open - 1)?.text ?? "",
            lines: tokens[max(open - 1, 0)].line ... tokens[end - 1].line))
      }
      index = end
    }
    return found
  }

  /// `try!`, `as!`, and `!` after a value.
  static func forced(_ files: [SourceFile]) -> [String] {
    files.filter(\.isSwift).flatMap { file in
      let tokens = file.tokens
      return tokens.indices.filter { index in
        guard tokens[index].isSign("!"), tokens[index].isGlued, let last = tokens.at(index - 1),
          !(tokens.isSign("=", at: index + 1) && tokens[index + 1].isGlued)
        else { return false }
        return last.kind != .sign || [")", "]", "}", "?", ">", "!"].contains(last.text)
      }.map { file.finding(tokens[$0].line, "`\(tokens[$0 - 1].text)!`") }
    }
  }

  /// What any code can change from anywhere.
  static func globals(_ files: [SourceFile]) -> [String] {
    let objects = Set(
      files.flatMap { file in
        file.outline.declarations.filter { $0.kind == .class || $0.kind == .actor }.map(\.name)
      }
    ).union([
      "Mutex", "Atomic", "AtomicLazyReference", "OSAllocatedUnfairLock", "ManagedBuffer", "NSLock",
      "NSCache",
    ])
    return files.filter(\.isSwift).flatMap { file in
      file.outline.declarations.filter { $0.kind.isValue && !$0.isLocal }.compactMap { value in
        reason(value, file, objects).map { file.finding(value.line, "`\(value.name)` \($0)") }
      }
    }
  }

  private static func reason(
    _ value: Declaration, _ file: SourceFile, _ objects: Set<String>
  ) -> String? {
    if value.modifiers.isSuperset(of: ["nonisolated", "unsafe"]) { return "is not isolated" }
    guard value.parent == nil || value.modifiers.contains("static") else { return nil }
    if value.kind == .let {
      if value.name == "shared" { return "is a singleton" }
      let type = file.tokens[value.header].first { $0.kind == .word }?.text
      return [type, maker(of: value, file)].compactMap { $0 }.first { objects.contains($0) }
        .map { "is a global \($0)" }
    }
    let isObserved = value.body.map { body in
      ["didSet", "willSet"].contains(file.tokens.at(body.lowerBound)?.text)
    }
    return value.initializer != nil || isObserved ?? true ? "is a global variable" : nil
  }

  /// The type whose initializer a value is made by.
  private static func maker(of value: Declaration, _ file: SourceFile) -> String? {
    guard let start = value.initializer?.lowerBound else { return nil }
    let isCalled =
      ["(", "<"].contains(file.tokens.at(start + 1)?.text)
      || file.tokens.isSign(".", at: start + 1)
        && file.tokens.at(start + 2)?.isWord("init") ?? false
    return isCalled ? file.tokens[start].text : nil
  }

  /// A type that is called like a target hides what the target holds.
  static func typesNamedLikeTargets(_ files: [SourceFile], _ manifest: Manifest) -> [String] {
    let names = Set(manifest.layers.map(\.name))
    return files.filter(\.isSwift).flatMap { file in
      file.outline.declarations.filter {
        ($0.kind.isType && $0.kind != .extension || $0.kind == .typealias
          || $0.kind == .associatedtype) && names.contains($0.name)
      }.map { file.finding($0.line, "`\($0.name)` is the name of a target") }
    }
  }

  /// Types that are no values where everything that lasts is one.
  static func objects(_ files: [SourceFile], exemptions: [Exemption]? = nil) -> [String] {
    let allowed = Set((exemptions ?? HouseRules.objects).map(\.place))
    return files.filter { file in HouseRules.valueTargets.contains { file.stands(in: $0) } }
      .flatMap { file in
        file.outline.declarations.filter {
          ($0.kind == .class || $0.kind == .actor) && !allowed.contains($0.name)
        }.map { file.finding($0.line, "`\($0.name)` is no value") }
      }
  }

  /// A file is called after a type that it declares or extends, `Type+Topic` after one that it
  /// extends or makes others conform to; a file without types has a name of its own.
  static func names(_ files: [SourceFile]) -> [String] {
    files.filter(\.isSwift).compactMap { file in
      let parts = file.stem.split(separator: "+")
      let top = file.outline.declarations.filter {
        $0.parent == nil && $0.kind.isType
          && $0.modifiers.isDisjoint(with: ["private", "fileprivate"])
      }
      let name = String(parts.first ?? "")
      let isNamed = top.contains { type in
        type.name == name || type.name.hasSuffix("." + name)
          || name == "Main" && type.modifiers.contains("@main")
          || parts.count > 1 && file.tokens[type.header].contains { $0.isWord(name) }
      }
      let isFree = parts.count == 1 && top.allSatisfy { $0.kind == .extension }
      return isNamed || isFree ? nil : "\(file.path) declares no \(name)"
    }
  }

  static func root(_ names: [String]) -> [String] {
    names.filter {
      !$0.hasPrefix(".") && $0 != "Package.resolved" && !HouseRules.root.contains($0)
    }
  }

}
