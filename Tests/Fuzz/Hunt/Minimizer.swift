/// Makes an input smaller that still fails.
struct Minimizer {

  /// Whether an input fails as the first one does.
  let fails: ([UInt8]) -> Bool

  let end: ContinuousClock.Instant

  private var isOver: Bool { ContinuousClock.now > end }

  /// The smallest input that was found until the time was over: nothing more of it can be left out
  /// if there was enough time.
  func smallest(_ input: [UInt8], _ grain: Grain) -> [UInt8] {
    var input = input
    if grain == .text {
      input = reduced(lines(of: input))
      input = reduced(Tokens(input).list)
    }
    return reduced(input.map { [$0] })
  }

  private func lines(of input: [UInt8]) -> [[UInt8]] {
    var lines: [[UInt8]] = [[]]
    for byte in input {
      lines[lines.count - 1].append(byte)
      if byte == UInt8(ascii: "\n") { lines.append([]) }
    }
    return lines
  }

  /// What is left once no part of a half, a quarter and so on down to one piece can go.
  private func reduced(_ pieces: [[UInt8]]) -> [UInt8] {
    var pieces = pieces
    var size = max(1, pieces.count / 2)
    while !isOver {
      var hasShrunk = false
      var start = 0
      while start < pieces.count, !isOver {
        var rest = pieces
        rest.removeSubrange(start ..< min(start + size, rest.count))
        if fails(rest.flatMap { $0 }) {
          pieces = rest
          hasShrunk = true
        } else {
          start += size
        }
      }
      if size == 1, !hasShrunk { break }
      size = max(1, size / 2)
    }
    return pieces.flatMap { $0 }
  }

}
