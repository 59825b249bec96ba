import Support

extension Schema: CustomStringConvertible {

  /// On one line, as `{ place: text, insn: integer | null }`.
  public var description: String {
    switch self {
    case .null: "null"
    case .flag: "flag"
    case .integer: "integer"
    case .number: "number"
    case .text: "text"
    case .words(let words): words.map { "\"\($0)\"" }.joined(separator: " | ")
    case .list(let schema): "[\(schema)]"
    case .object(let members):
      members.isEmpty
        ? "{}" : "{ \(members.map { "\($0.head)\($0.schema)" }.joined(separator: ", ")) }"
    case .map(let schema): "{ NAME: \(schema) … }"
    case .either(let schemas): schemas.map(\.description).joined(separator: " | ")
    case .named(let name, _): name
    }
  }

  /// As text of lines that are no longer than `width` where that can be.
  public func lines(width: Int = 96) -> [String] {
    let line = description
    guard line.count > width else { return [line] }
    switch self {
    case .list(let schema):
      var lines = schema.lines(width: width)
      lines[0] = "[" + lines[0]
      lines[lines.count - 1] += "]"
      return lines
    case .object(let members):
      let inner = members.flatMap { member -> [String] in
        var lines = member.schema.lines(width: width - 2 - member.head.count)
        lines[0] = member.head + lines[0]
        return lines.map { "  " + $0 }
      }
      return ["{"] + inner + ["}"]
    case .words(let words): return broken(words.map { "\"\($0)\"" }, width)
    case .either(let schemas):
      return schemas.enumerated().flatMap { index, schema in
        var lines = schema.lines(width: width - 2)
        if index > 0 { lines[0] = "| " + lines[0] }
        return lines
      }
    default: return [line]
    }
  }

  /// The words parted by bars, as many on a line as it has room for.
  private func broken(_ words: [String], _ width: Int) -> [String] {
    var lines: [String] = []
    for word in words {
      if let last = lines.last, last.count + word.count + 3 <= width {
        lines[lines.count - 1] += " | " + word
      } else {
        lines.append(lines.isEmpty ? word : "| " + word)
      }
    }
    return lines
  }

  /// The forms with names that stand in it, each before those that use it.
  public var namedForms: [(name: String, schema: Schema)] {
    switch self {
    case .null, .flag, .integer, .number, .text, .words: []
    case .list(let schema), .map(let schema): schema.namedForms
    case .object(let members): members.flatMap(\.schema.namedForms)
    case .either(let schemas): schemas.flatMap(\.namedForms)
    case .named(let name, let schema): schema.namedForms + [(name, schema)]
    }
  }

}

extension Schema.Member {

  /// The name, marked where it may be left out.
  fileprivate var head: String { isOptional ? "\(name)?: " : "\(name): " }

}
