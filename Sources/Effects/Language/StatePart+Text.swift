public import Diagnostics
import ISA
import Support
import Tensors

/// Parts of the state as a description writes them: `int8[1024, 16, 16]`.
extension StatePart {

  /// A part as it is written: its name, what it is, and of what its numbers are made.
  public struct Entry: Hashable, Sendable {
    public var name: String
    public var type: SourceText
    public var fields: SourceText?
    public init(_ name: String, _ type: SourceText, fields: SourceText? = nil) {
      self.name = name
      self.type = type
      self.fields = fields
    }
  }

  /// The parts of a machine. A view is of a part before it.
  /// - Errors: all mistakes, the first with the others as its notes; see `reading`.
  public static func list(parsing entries: [Entry]) throws(Diagnostic) -> [StatePart] {
    var diagnostics = DiagnosticSet()
    let parts = reading(entries, into: &diagnostics)
    try diagnostics.throwOnError()
    return parts
  }

  /// The parts that are right.
  /// - Parameter diagnostics: gets unknown types, extents below 1 or of too many bytes, names that are
  ///   no names or are there twice, views of nothing or beyond what they are of, and wrong fields.
  public static func reading(
    _ entries: [Entry], into diagnostics: inout DiagnosticSet
  ) -> [StatePart] {
    var parts: [StatePart] = []
    for entry in entries {
      do {
        try Declaration.check(entry.name, at: entry.type.place(at: 0))
        guard !parts.contains(where: { $0.name == entry.name }) else {
          throw Diagnostic.error(
            "the part `\(entry.name)` is there twice", at: entry.type.place(at: 0))
        }
        var reader = try StatePartReader(entry.type, before: parts)
        parts.append(try reader.part(entry.name, fields: entry.fields))
      } catch let error as Diagnostic {
        diagnostics.insert(error)
      } catch {}
    }
    return parts
  }

  /// What the part is, without its name and its fields: `hidden int8[16, 16]`.
  public func text(in state: [StatePart]) -> String {
    let prefix = role == Self.usualRole(of: shape) ? "" : "\(role.rawValue) "
    let extents = shape.isEmpty ? "" : "\(shape)"
    let view = base.map { " over \(state[$0.index].name)" } ?? ""
    return "\(prefix)\(type)\(extents)\(view)"
  }

  /// The bytes that the part takes.
  /// - Units: bytes; those of a view are those of what it is of.
  public var byteCount: Int { (shape + [type.element.byteSize]).product }

  /// What a part is that does not say it: one number is a register.
  static func usualRole(of shape: [Int]) -> Role { shape.isEmpty ? .register : .memory }

}

/// Reads what one part is.
private struct StatePartReader {

  private let source: SourceText
  private let parts: [StatePart]
  private var parser: EffectParser

  init(_ source: SourceText, before parts: [StatePart]) throws(Diagnostic) {
    self.source = source
    self.parts = parts
    parser = try EffectParser(source)
  }

  mutating func part(
    _ name: String, fields: SourceText?
  ) throws(Diagnostic) -> StatePart {
    let role = StatePart.Role.allCases.first { parser.token.isName($0.rawValue) }
    if role != nil { parser.advance() }
    let type = try type()
    let shape = try shape()
    guard Tensor.byteCount(of: shape, type.element) != nil else {
      throw .error(
        "\(type)\(shape) takes more than 2^34 bytes", at: source.place(at: 0),
        hints: ["make its extents less"])
    }
    var part = StatePart(
      name, type, shape: shape, role: role ?? StatePart.usualRole(of: shape))
    part.base = try base(of: part)
    try parser.expectEnd(or: "`over` and a part, or the end")
    if let fields { part.fields = try cellFields(fields, of: part) }
    return part
  }

  private mutating func type() throws(Diagnostic) -> NumberType {
    let start = parser.token.place.lowerBound
    guard case .name(var text) = parser.token.kind else {
      throw parser.unexpected("a type, such as `int8`")
    }
    parser.advance()
    if parser.accept(.dot) {
      guard case .name(let tail) = parser.token.kind else { throw parser.unexpected("`sat`") }
      text += ".\(tail)"
      parser.advance()
    }
    return try NumberType.reading(text, at: source.place(at: start))
  }

  private mutating func shape() throws(Diagnostic) -> [Int] {
    let apart = "extents are numbers with commas between them: `[64, 8]`"
    guard parser.accept(.openBracket) else { return [] }
    var shape: [Int] = []
    repeat {
      guard case .integer(let extent, _) = parser.token.kind else {
        throw parser.unexpected("an extent", hint: apart)
      }
      guard 1 ... UInt64(Int.max) ~= extent else {
        throw .error(
          "an extent of \(extent)", at: source.place(at: parser.token.place.lowerBound),
          hints: ["extents are 1 or more"])
      }
      parser.advance()
      shape.append(Int(extent))
    } while parser.accept(.comma)
    guard parser.accept(.closeBracket) else {
      throw parser.unexpected("`]` or `,`", hint: parser.token.kind == .end ? nil : apart)
    }
    guard !parser.token.isSign(.openBracket) else {
      throw parser.unexpected("`over` and a part, or the end", hint: apart)
    }
    return shape
  }

  /// What the part is a view of.
  private mutating func base(of part: StatePart) throws(Diagnostic) -> StateID? {
    guard parser.accept("over") else { return nil }
    let (name, bytes) = try parser.name(of: "the name of a part")
    let place = source.place(at: bytes.lowerBound)
    guard let index = parts.firstIndex(where: { $0.name == name }) else {
      let near = nearest(to: name, in: parts.map(\.name), most: 1).map { "did you mean `\($0)`?" }
      throw .error(
        "no part before this one is called `\(name)`", at: place,
        hints: near.isEmpty ? ["a view stands behind what it is of"] : near)
    }
    let base = parts[index]
    guard base.base == nil else {
      throw .error(
        "`\(name)` is a view itself", at: place, hints: ["say what it is a view of"])
    }
    guard part.byteCount <= base.byteCount else {
      throw .error(
        "a view of \(part.byteCount) bytes on the \(base.byteCount) of `\(name)`", at: place,
        hints: ["make its extents less"])
    }
    return StateID(index)
  }

  private func cellFields(
    _ source: SourceText, of part: StatePart
  ) throws(Diagnostic) -> [Field] {
    guard part.type.element.isInteger else {
      throw .error(
        "a \(part.type) has no fields: only integers do", at: source.place(at: 0),
        hints: ["write `uint\(part.type.element.bitWidth)`"])
    }
    return try Field.list(parsing: source, width: part.type.element.bitWidth)
  }

}
