import Diagnostics
import Support

extension Assembler {

  /// Any bits, after `word`.
  func bits<W: BitWord>(_ scanner: inout LineScanner) throws(Diagnostic) -> W {
    let place = scanner.word()
    guard let word = W(spelling: scanner.text(place)), word & .ones(set.width) == word else {
      throw scanner.failed(
        "expected the \(set.width) bits of an instruction, found `\(scanner.text(place))`")
    }
    guard scanner.isAtEnd else { throw .error("`\(scanner.peekWord())` is one too many") }
    return word
  }

  /// An instruction of the format at `index`, from its name on.
  func body<W: BitWord>(
    of index: Int, _ scanner: inout LineScanner
  ) throws(Diagnostic) -> W {
    let spelling = table.spellings[index]
    var word = W(spelling.opcode)
    var next = spelling.mentioned.lowerBound
    for piece in spelling.pieces {
      switch table.pieces[piece] {
      case .literal(let text, let parts):
        guard scanner.accept(parts, of: table) else {
          throw .error(
            "expected `\(table.text(text).filter { $0 != " " })`, found `\(scanner.peekWord())`",
            hints: ["write `\(set.formats[index].syntax.template)`"])
        }
      case .number:
        try assign(table.numbers[next], &scanner, in: &word)
        next += 1
      }
    }
    var extras = Extras()
    while !scanner.isAtEnd {
      try extra(of: spelling, set.formats[index], &scanner, &extras, in: &word)
    }
    return word
  }

  /// What was given by name.
  private struct Extras {
    var numbers: [Int] = []
    var hasReserved = false
  }

  /// `flag`, `field=number` or `reserved=bits`.
  private func extra(
    of spelling: Spelling, _ format: Format, _ scanner: inout LineScanner, _ extras: inout Extras,
    in word: inout some BitWord
  ) throws(Diagnostic) {
    let start = scanner
    let name = scanner.name()
    guard !name.isEmpty else { throw .error("`\(scanner.peekWord())` is one too many") }
    let isReserved = scanner.text(name) == "reserved"
    let numbers = spelling.mentioned.lowerBound ..< spelling.others.upperBound
    let index = numbers.first {
      table.holds(table.numbers[$0].name, name, of: scanner.bytes)
    }
    let isKnown =
      index.map { !spelling.others.contains($0) || extras.numbers.contains($0) } ?? false
    guard !isKnown, !isReserved || !extras.hasReserved else {
      scanner = start
      throw .error("`\(scanner.text(name))` is given twice")
    }
    if isReserved, scanner.accept(UInt8(ascii: "=")) {
      extras.hasReserved = true
      word = word | (try reserved(of: spelling, format, &scanner))
      return
    }
    guard let index else {
      scanner = start
      throw noField(scanner.text(name), of: format)
    }
    extras.numbers.append(index)
    let number = table.numbers[index]
    if scanner.accept(UInt8(ascii: "=")) {
      try assign(number, &scanner, in: &word)
    } else if number.width == 1 {
      word[number.lsb, 1] = 1
    } else {
      throw .error(
        "`\(scanner.text(name))` needs a number", hints: ["write `\(scanner.text(name))=1`"])
    }
  }

  private func reserved<W: BitWord>(
    of spelling: Spelling, _ format: Format, _ scanner: inout LineScanner
  ) throws(Diagnostic) -> W {
    let place = scanner.word()
    guard let bits = W(spelling: scanner.text(place)), bits & W(spelling.reserved) == bits else {
      throw scanner.failed("`\(scanner.text(place))` are not reserved bits of `\(format.name)`")
    }
    return bits
  }

  private func noField(_ name: String, of format: Format) -> Diagnostic {
    let names = format.fields.map(\.name)
    let near = nearest(to: name, in: names, most: 1).map { "did you mean `\($0)`?" }
    return .error("`\(format.name)` has no field `\(name)`", hints: near)
  }

  // MARK: - Numbers

  private func assign(
    _ number: Spelling.Number, _ scanner: inout LineScanner, in word: inout some BitWord
  ) throws(Diagnostic) {
    let (isNegative, place) = scanner.value()
    for index in number.names {
      let name = table.names[index]
      let rest = isNegative ? name.text.dropFirst() : name.text
      if table.holds(rest, place, of: scanner.bytes),
        !isNegative || table.bytes[name.text.lowerBound] == UInt8(ascii: "-")
      {
        word[number.lsb, number.width] = UInt64(truncatingIfNeeded: name.value)
        return
      }
    }
    let isBits = number.isBits && !isNegative
    if isBits, let spelled = Word(digits: scanner.bytes[place]), spelled.high == 0 {
      word[number.lsb, 64] = spelled.low
      return
    }
    guard let value = Self.number(place, isNegative, of: scanner.bytes) else {
      throw noNumber(text(place, isNegative, scanner), for: number, &scanner)
    }
    guard number.range.contains(value) else {
      throw scanner.failed(
        "\(text(place, isNegative, scanner)) does not fit `\(table.text(number.name))`, which takes "
          + "\(number.range.lowerBound) to \(number.range.upperBound)")
    }
    word[number.lsb, number.width] = UInt64(truncatingIfNeeded: value)
  }

  private func text(_ place: Range<Int>, _ isNegative: Bool, _ scanner: LineScanner) -> String {
    (isNegative ? "-" : "") + scanner.text(place)
  }

  private func noNumber(
    _ text: String, for number: Spelling.Number, _ scanner: inout LineScanner
  ) -> Diagnostic {
    let names = number.names.map { table.text(table.names[$0].text) }
    return scanner.failed(
      "expected a number for `\(table.text(number.name))`, found `\(text.isEmpty ? "the end" : text)`",
      hints: names.isEmpty ? [] : ["or one of \(names.joined(separator: ", "))"])
  }

  /// The number that digits spell, decimal or after `0x`; `nil` where it is none or too large.
  private static func number(_ place: Range<Int>, _ isNegative: Bool, of text: [UInt8]) -> Int? {
    let isHexadecimal =
      place.count > 2 && text[place.lowerBound] == UInt8(ascii: "0")
      && text[place.lowerBound + 1] == UInt8(ascii: "x")
    guard !place.isEmpty, !isHexadecimal || !isNegative else { return nil }
    let radix = isHexadecimal ? 16 : 10
    var value = 0
    for index in isHexadecimal ? place.dropFirst(2) : place {
      guard let digit = text[index].hexadecimalDigit, digit < radix else { return nil }
      // Counted below 0, where there is one number more.
      let (product, isTooLarge) = value.multipliedReportingOverflow(by: radix)
      let (sum, isTooLow) = product.subtractingReportingOverflow(Int(digit))
      guard !isTooLarge, !isTooLow else { return nil }
      value = sum
    }
    if isNegative { return value }
    return value == .min ? nil : -value
  }

}
