extension StyledText {

  /// The text in lines of at most `width` cells, broken at blanks where there are any; those after
  /// the first are indented as deep as the first, and by two cells.
  public func wrapped(to width: Int) -> [StyledText] {
    guard width > 8, cellWidth > width else { return [self] }
    let indent = min(text.prefix { $0 == " " }.count + 2, width / 2)
    var lines: [StyledText] = []
    var rest = self
    while rest.cellWidth > width {
      let fitting = rest.characterCount(within: width)
      let head = Array(rest.text).prefix(fitting)
      let blank = head.lastIndex(of: " ") ?? 0
      let cut = blank > width / 2 ? blank + 1 : max(1, fitting)
      lines.append(rest.split(after: cut).head.trimmed)
      rest = StyledText(blanks(indent)) + rest.split(after: cut).tail
    }
    return lines + [rest]
  }

  /// How many characters from the first on take at most `width` cells.
  private func characterCount(within width: Int) -> Int {
    var room = width
    return text.prefix { character in
      room -= character.cellWidth
      return room >= 0
    }.count
  }

  /// The first `count` characters, and the rest.
  private func split(after count: Int) -> (head: StyledText, tail: StyledText) {
    var head = StyledText()
    var tail = StyledText()
    var left = count
    for run in runs {
      let own = run.text.prefix(left)
      left -= own.count
      head.append(String(own), run.role)
      tail.append(String(run.text.dropFirst(own.count)), run.role)
    }
    return (head, tail)
  }

}
