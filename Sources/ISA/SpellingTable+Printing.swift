extension SpellingTable {

  /// Adds the line that says everything that is in `word`.
  func print(
    _ word: some BitWord, _ spelling: Spelling, leavingOut hidden: Set<String>,
    to text: inout [UInt8]
  ) {
    var next = spelling.mentioned.lowerBound
    for piece in spelling.pieces {
      switch pieces[piece] {
      case .literal(let place, parts: _): add(place, to: &text)
      case .number:
        print(word, numbers[next], to: &text)
        next += 1
      }
    }
    for index in spelling.others {
      let number = numbers[index]
      guard word[number.lsb, number.width] != 0,
        hidden.isEmpty || !hidden.contains(self.text(number.name))
      else { continue }
      text.append(UInt8(ascii: " "))
      add(number.name, to: &text)
      guard !number.isFlag else { continue }
      text.append(UInt8(ascii: "="))
      print(word, number, to: &text)
    }
    printReserved(of: word, spelling, to: &text)
  }

  private func printReserved<W: BitWord>(
    of word: W, _ spelling: Spelling, to text: inout [UInt8]
  ) {
    let rest = word & W(spelling.reserved)
    guard rest != W() else { return }
    text += Self.reserved
    text += rest.hexadecimal.utf8
  }

  private static let reserved = Array(" reserved=".utf8)

  private func add(_ place: Range<Int>, to text: inout [UInt8]) {
    for index in place { text.append(bytes[index]) }
  }

  /// Adds the number in `word`, or its name if it has one.
  private func print(_ word: some BitWord, _ number: Spelling.Number, to text: inout [UInt8]) {
    if number.isBits {
      text.append(hexadecimal: word[number.lsb, 64], digits: 1)
      return
    }
    let value = word.number(at: number.lsb, width: number.width, isSigned: number.isSigned)
    for index in number.names where names[index].value == value {
      add(names[index].text, to: &text)
      return
    }
    if number.isHexadecimal, value >= 0 {
      text.append(hexadecimal: UInt64(value), digits: 3)
    } else {
      if value < 0 { text.append(UInt8(ascii: "-")) }
      text.append(decimal: UInt64(value.magnitude))
    }
  }

}

extension [UInt8] {

  fileprivate mutating func append(decimal value: UInt64) {
    var unit: UInt64 = 1
    while value / 10 >= unit { unit *= 10 }
    while unit > 0 {
      append(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: value / unit % 10))
      unit /= 10
    }
  }

  /// Adds `0x` and at least `digits` digits.
  fileprivate mutating func append(hexadecimal value: UInt64, digits: Int) {
    append(UInt8(ascii: "0"))
    append(UInt8(ascii: "x"))
    append(digits: Swift.max(digits, (67 - value.leadingZeroBitCount) / 4), of: value)
  }

  fileprivate mutating func append(digits count: Int, of value: UInt64) {
    for index in (0 ..< count).reversed() {
      let digit = UInt8(truncatingIfNeeded: value >> UInt64(4 * index) & 15)
      append(digit < 10 ? UInt8(ascii: "0") &+ digit : UInt8(ascii: "a") &+ digit &- 10)
    }
  }

}
