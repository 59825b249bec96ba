public import Diagnostics
import Support

/// Reads the text that a listing is: one instruction a line, `;` before a comment.
public struct Assembler {

  private let set: InstructionSet
  private let source: SourceText

  public init(_ set: InstructionSet, source: SourceText) {
    self.set = set
    self.source = source
  }

  /// The instructions of the text.
  /// - Errors: every line that is no instruction, with its place.
  public func words() throws(DiagnosticSet) -> [Word] {
    var words: [Word] = []
    var diagnostics = DiagnosticSet()
    let lines = source.text.split(separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      let code = line.prefix { $0 != ";" }
      var scanner = LineScanner(code)
      guard !scanner.isAtEnd else { continue }
      do throws(Diagnostic) {
        words.append(try instruction(&scanner))
      } catch {
        var located = error
        located.place = Place(
          file: source.name, line: index + 1, column: scanner.column, excerpt: String(line))
        diagnostics.insert(located)
        if diagnostics.elements.count == 100 { break }
      }
    }
    if diagnostics.containsError { throw diagnostics }
    return words
  }

  private func instruction(_ scanner: inout LineScanner) throws(Diagnostic) -> Word {
    let name = scanner.peekWord()
    if name == "word" {
      _ = scanner.word()
      let text = scanner.word()
      guard let word = Word(spelling: text), word & .ones(set.width) == word else {
        throw scanner.failed(
          text, "expected the \(set.width) bits of an instruction, found `\(text)`")
      }
      try end(&scanner)
      return word
    }
    guard let format = set.formats.first(where: { $0.name == name }) else {
      let names = set.formats.map(\.name)
      let near = nearest(to: name, in: names, most: 1).map { "did you mean `\($0)`?" }
      throw .error(
        "there is no instruction `\(name)`",
        hints: near.isEmpty ? ["there are \(names.joined(separator: ", "))"] : near)
    }
    return try body(of: format, &scanner)
  }

  private func body(of format: Format, _ scanner: inout LineScanner) throws(Diagnostic) -> Word {
    var word = Word()
    if let opcode = format.opcode { set.opcode.store(opcode, in: &word) }
    for piece in format.syntax.pieces {
      switch piece {
      case .literal(let text):
        guard scanner.accept(text) else {
          throw .error(
            "expected `\(text.filter { $0 != " " })`, found `\(scanner.peekWord())`",
            hints: ["write `\(format.syntax.template)`"])
        }
      case .field(let name, _):
        guard let field = format.field(name) else { continue }
        try assign(field, &scanner, in: &word)
      }
    }
    var seen = Set(format.syntax.fieldNames)
    while !scanner.isAtEnd { try extra(of: format, &scanner, &seen, in: &word) }
    return word
  }

  /// `flag`, `field=number` or `reserved=bits`.
  private func extra(
    of format: Format, _ scanner: inout LineScanner, _ seen: inout Set<String>, in word: inout Word
  ) throws(Diagnostic) {
    let start = scanner
    let name = scanner.name()
    guard !name.isEmpty else {
      throw .error("`\(scanner.peekWord())` is one too many")
    }
    guard seen.insert(name).inserted else {
      scanner = start
      throw .error("`\(name)` is given twice")
    }
    if name == "reserved", scanner.accept("=") {
      let text = scanner.word()
      guard let bits = Word(spelling: text), bits & set.reserved(of: format) == bits else {
        throw scanner.failed(text, "`\(text)` are not reserved bits of `\(format.name)`")
      }
      word = word | bits
      return
    }
    guard let field = format.field(name) else {
      scanner = start
      let names = format.fields.map(\.name)
      let near = nearest(to: name, in: names, most: 1).map { "did you mean `\($0)`?" }
      throw .error("`\(format.name)` has no field `\(name)`", hints: near)
    }
    if scanner.accept("=") {
      try assign(field, &scanner, in: &word)
    } else if field.width == 1 {
      field.store(1, in: &word)
    } else {
      throw .error("`\(name)` needs a number", hints: ["write `\(name)=1`"])
    }
  }

  private func assign(
    _ field: Field, _ scanner: inout LineScanner, in word: inout Word
  ) throws(Diagnostic) {
    let text = scanner.value()
    if let named = field.names.first(where: { $0.value == text }) {
      field.store(named.key, in: &word)
      return
    }
    if !field.isSigned, field.width == 64, let bits = Word(spelling: text), bits.high == 0 {
      word[field.lsb, 64] = bits.low
      return
    }
    guard let number = number(text) else {
      let names = field.names.sorted { $0.key < $1.key }.map(\.value).joined(separator: ", ")
      throw scanner.failed(
        text, "expected a number for `\(field.name)`, found `\(text.isEmpty ? "the end" : text)`",
        hints: names.isEmpty ? [] : ["or one of \(names)"])
    }
    guard field.range.contains(number) else {
      throw scanner.failed(
        text,
        "\(text) does not fit `\(field.name)`, which takes \(field.range.lowerBound) to \(field.range.upperBound)"
      )
    }
    field.store(number, in: &word)
  }

  private func number(_ text: String) -> Int? {
    if text.hasPrefix("0x") { return Int(text.dropFirst(2), radix: 16) }
    return text.allSatisfy { $0.isASCII } && !text.hasPrefix("+") ? Int(text) : nil
  }

  private func end(_ scanner: inout LineScanner) throws(Diagnostic) {
    guard scanner.isAtEnd else { throw .error("`\(scanner.peekWord())` is one too many") }
  }

}
