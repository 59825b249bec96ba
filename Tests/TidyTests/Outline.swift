/// What a source declares, and the blocks of code in it.
struct Outline {

  /// A block of code that stands in no other: the body of a function or accessor, or a closure that
  /// a value is made from.
  struct Block {
    let name: String
    let lines: ClosedRange<Int>
  }

  private(set) var declarations: [Declaration] = []
  private(set) var blocks: [Block] = []

  private struct Scope {
    /// The type or function whose braces these are; `nil` for other braces.
    let declaration: Int?
    let isType: Bool
    let firstLine: Int
    let depth: Int
  }

  private let tokens: [Token]
  private var scopes: [Scope] = []
  private var depth = 0

  /// The declaration whose body or value has not been met.
  private var pending: (index: Int, depth: Int)?

  init(_ tokens: [Token]) {
    self.tokens = tokens
    for index in tokens.indices { read(index) }
  }

  private var parent: Int? { scopes.last { $0.declaration != nil }?.declaration }
  private var isInType: Bool { scopes.allSatisfy(\.isType) && !scopes.isEmpty }

  private mutating func read(_ index: Int) {
    let token = tokens[index]
    guard token.kind == .sign else {
      if let kind = kind(at: index) { declare(kind, index) }
      return
    }
    switch token.text {
    case "(", "[": depth += 1
    case ")", "]": depth -= 1
    case "{": open(index)
    case "}": close(index)
    case "=": meetValue(index)
    default: break
    }
  }

  // MARK: - Declarations

  /// What the word at `index` declares, if it does.
  private func kind(at index: Int) -> Declaration.Kind? {
    let token = tokens[index]
    guard token.kind == .word, !token.isQuoted, let kind = Declaration.Kind(rawValue: token.text),
      !tokens.isSign(".", at: index - 1), let next = tokens.at(index + 1), !next.isSign(":")
    else { return nil }
    switch kind {
    case .`init`, .`subscript`:
      return isInType && ["(", "?", "!", "<"].contains(next.text) ? kind : nil
    case .`deinit`: return isInType && next.isSign("{") ? kind : nil
    case .`func`: return kind
    case .`class`:
      let isModifier = ["func", "var", "let", "subscript", "init"].contains(next.text)
      return next.kind == .word && !isModifier ? kind : nil
    case .`actor`, .`macro`:
      let follows = tokens.at(index + 2).map { ["{", ":", "<", "("].contains($0.text) } ?? false
      return next.kind == .word && !next.startsLine && follows ? kind : nil
    case .`var`, .`let`: return next.kind == .word || next.isSign("(") ? kind : nil
    default: return next.kind == .word || next.isSign("[") ? kind : nil
    }
  }

  private mutating func declare(_ kind: Declaration.Kind, _ index: Int) {
    let isNamed = ![.`init`, .`deinit`, .`subscript`].contains(kind)
    var name = isNamed ? tokens[index + 1].text : kind.rawValue
    var end = index + (isNamed ? 2 : 1)
    if kind == .extension {
      while tokens.isSign(".", at: end), let part = tokens.at(end + 1) {
        name += "." + part.text
        end += 2
      }
    }
    declarations.append(
      Declaration(
        kind: kind, name: name, line: tokens[index].line, modifiers: modifiers(before: index),
        parent: parent, isLocal: !scopes.allSatisfy(\.isType), start: index,
        lastLine: tokens[index].line, header: end ..< end))
    pending = kind == .typealias || kind == .associatedtype ? nil : (declarations.count - 1, depth)
    if kind.isValue { declarations[declarations.count - 1].header = end ..< endOfHeader(end) }
  }

  private static let modifiers: Set = [
    "public", "private", "fileprivate", "internal", "package", "open", "static", "class", "final",
    "nonisolated", "lazy", "weak", "unowned", "mutating", "nonmutating", "override", "indirect",
    "consuming", "borrowing", "required", "convenience", "dynamic", "optional", "unsafe",
    "distributed", "isolated", "prefix", "postfix", "infix", "async",
  ]

  private func modifiers(before index: Int) -> Set<String> {
    var found: Set<String> = []
    var last = index - 1
    while last >= 0 {
      if tokens[last].isSign(")") {
        let open = tokens.partner(ofClosing: last)
        guard open > 0 else { break }
        found.formUnion(tokens[open ..< last].filter { $0.kind == .word }.map(\.text))
        last = open - 1
      }
      guard tokens[last].kind == .word else { break }
      if tokens.isSign("@", at: last - 1) {
        found.insert("@" + tokens[last].text)
        last -= 2
      } else if Self.modifiers.contains(tokens[last].text) {
        found.insert(tokens[last].text)
        last -= 1
      } else {
        break
      }
    }
    return found
  }

  /// Where the type of a value ends that begins at `start`.
  private func endOfHeader(_ start: Int) -> Int {
    var index = start
    while index < tokens.count {
      let token = tokens[index]
      if token.kind == .sign, ["=", "{", "}", ";"].contains(token.text) { break }
      if index > start, token.startsLine, endsStatement(index) { break }
      let opens = token.isSign("(") || token.isSign("[")
      index = opens ? tokens.afterPartner(of: index) : index + 1
    }
    return index
  }

  /// Whether the token that starts a line at `index` starts a statement too.
  private func endsStatement(_ index: Int) -> Bool {
    let last = tokens[index - 1]
    let goesOn = last.kind == .sign && ![")", "]", "}", ">", "?", "!"].contains(last.text)
    let isContinued =
      tokens[index].kind == .sign
      && ![")", "]", "}", "@", "#", "(", "[", ";"].contains(tokens[index].text)
    return !goesOn && !isContinued
  }

  private mutating func meetValue(_ index: Int) {
    guard let (declaration, level) = pending, level == depth,
      declarations[declaration].kind.isValue, !tokens.isSign("=", at: index + 1)
    else { return }
    pending = nil
    var end = index + 1
    while end < tokens.count {
      let token = tokens[end]
      if token.isSign("}") || token.isSign(";") { break }
      if end > index + 1, token.startsLine, endsStatement(end) { break }
      let opens = token.kind == .sign && ["(", "[", "{"].contains(token.text)
      end = opens ? tokens.afterPartner(of: end) : end + 1
    }
    declarations[declaration].initializer = index + 1 ..< end
    declarations[declaration].lastLine = tokens[end - 1].line
  }

  // MARK: - Braces

  private mutating func open(_ index: Int) {
    var owner: Int?
    if let (declaration, level) = pending, level == depth {
      let value = declarations[declaration]
      // What follows the type of a value on a line of its own is no accessor of it.
      if !value.kind.isValue || index == value.header.upperBound { owner = declaration }
      pending = nil
    }
    if let owner {
      declarations[owner].body = index + 1 ..< tokens.afterPartner(of: index) - 1
      if !declarations[owner].kind.isValue {
        declarations[owner].header = declarations[owner].header.lowerBound ..< index
      }
    }
    scopes.append(
      Scope(
        declaration: owner, isType: owner.map { declarations[$0].kind.isType } ?? false,
        firstLine: owner.map { declarations[$0].line } ?? tokens[index].line, depth: depth))
  }

  private mutating func close(_ index: Int) {
    pending = nil
    guard let scope = scopes.popLast() else { return }
    depth = scope.depth
    if let owner = scope.declaration { declarations[owner].lastLine = tokens[index].line }
    if !scope.isType, scopes.allSatisfy(\.isType) {
      let last = declarations.last { $0.line <= scope.firstLine }
      blocks.append(
        Block(
          name: (scope.declaration.map { declarations[$0] } ?? last)?.name ?? "closure",
          lines: scope.firstLine ... max(scope.firstLine, tokens[index].line)))
    }
  }

}
