public import Diagnostics
public import Support

/// Reads the text that a listing is: one instruction a line, `;` before a comment.
public struct Assembler {

  let set: InstructionSet
  let table: SpellingTable
  private let source: SourceText

  public init(_ set: InstructionSet, source: SourceText) {
    self.set = set
    table = set.table
    self.source = source
  }

  /// The instructions of the text.
  /// - Errors: every line that is no instruction, with its place; `interrupted`.
  /// - Cost: one pass over the bytes of the text.
  public func words(_ interruption: Interruption = .never) throws(DiagnosticSet) -> [Word] {
    try words(as: Word.self, interruption)
  }

  /// The same as words of any kind.
  public func words<W: BitWord>(
    as kind: W.Type, _ interruption: Interruption = .never
  ) throws(DiagnosticSet) -> [W] {
    let bytes = Array(source.text.utf8)
    var scanner = LineScanner(bytes)
    var words: [W] = []
    var diagnostics = DiagnosticSet()
    var number = 0
    var start = 0
    while start <= bytes.count, diagnostics.elements.count < 100 {
      number += 1
      if number % 4096 == 0, interruption.isRequested { throw DiagnosticSet([.interrupted]) }
      let line = Self.line(of: bytes, from: start)
      start = line.end + 1
      scanner.begin(line.code)
      guard !scanner.isAtEnd else { continue }
      do throws(Diagnostic) {
        words.append(try instruction(&scanner))
      } catch {
        var located = error
        located.place = Place(
          file: source.name, line: number, column: scanner.column,
          excerpt: scanner.text(line.code.lowerBound ..< line.end))
        diagnostics.insert(located)
      }
    }
    if diagnostics.containsError { throw diagnostics }
    return words
  }

  /// The line that begins at `start`: what stands before a comment, and where it ends.
  private static func line(of bytes: [UInt8], from start: Int) -> (code: Range<Int>, end: Int) {
    var code: Int?
    var end = start
    while end < bytes.count, bytes[end] != UInt8(ascii: "\n") {
      if bytes[end] == UInt8(ascii: ";"), code == nil { code = end }
      end += 1
    }
    return (start ..< (code ?? end), end)
  }

  private func instruction<W: BitWord>(_ scanner: inout LineScanner) throws(Diagnostic) -> W {
    let start = scanner
    let name = scanner.word()
    if scanner.text(name) == "word" { return try bits(&scanner) }
    let index = table.index(named: name, of: scanner.bytes)
    scanner = start
    if let index { return try body(of: index, &scanner) }
    let text = scanner.peekWord()
    let names = set.formats.map(\.name)
    let near = nearest(to: text, in: names, most: 1).map { "did you mean `\($0)`?" }
    throw .error(
      "there is no instruction `\(text)`",
      hints: near.isEmpty ? ["there are \(names.joined(separator: ", "))"] : near)
  }

}
