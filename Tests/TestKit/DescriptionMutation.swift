public import Diagnostics
import Support

/// Changes to the text of a description: widths are cut, fields moved, parts left out, names
/// exchanged, effects changed.
public struct DescriptionMutation {

  private var random: SplitMix64
  private var text: String

  /// The text after up to three changes, the same for the same seed.
  public static func text(of source: SourceText, seed: UInt64) -> SourceText {
    var mutation = DescriptionMutation(random: SplitMix64(seed: seed), text: source.text)
    for _ in 0 ..< Int.random(in: 1 ... 3, using: &mutation.random) { mutation.change() }
    return SourceText(name: source.name, text: mutation.text)
  }

  private mutating func change() {
    switch Int.random(in: 0 ..< 14, using: &random) {
    case 0, 1: changeNumber()
    case 2: moveField()
    case 3, 4: nudgeField()
    case 5: leaveOutLine()
    case 6: repeatLine()
    case 7, 8: exchangeNames()
    case 9: leaveOutRun()
    case 10: changeSign()
    default: changeWord()
    }
  }

  // MARK: What is changed

  private mutating func changeNumber() {
    guard let range = pick(runs { $0.isASCII && $0.isNumber }) else { return }
    let number = Int(text[range]) ?? 0
    let others = [
      0, 1, 2, number &+ 1, number &- 1, number &* 2, number / 2, 63, 64, 65, 1 << 20, 1 << 31,
      1 << 62, .max,
    ]
    text.replaceSubrange(range, with: "\(others.randomElement(using: &random) ?? 0)")
  }

  /// `n@12:5` to another bit, or to another width.
  private mutating func moveField() {
    guard let (range, _, _) = field() else { return }
    let (lsb, width) = (
      Int.random(in: 0 ... 140, using: &random), Int.random(in: 0 ... 70, using: &random)
    )
    text.replaceSubrange(range, with: "@\(lsb):\(width)")
  }

  /// Takes a few bits from a field, at one of its ends or at both.
  private mutating func nudgeField() {
    guard let (range, lsb, width) = field() else { return }
    let (low, high) = (
      Int.random(in: 0 ... 2, using: &random), Int.random(in: 0 ... 3, using: &random)
    )
    text.replaceSubrange(range, with: "@\(lsb + low):\(max(1, width - low - high))")
  }

  /// What stands behind the name of a field, and which bits it says.
  private mutating func field() -> (range: Range<String.Index>, lsb: Int, width: Int)? {
    let fields = runs { $0.isASCII && ($0.isLetter || $0.isNumber || "_@:".contains($0)) }
      .filter { text[$0].contains("@") && text[$0].contains(":") }
    guard let range = pick(fields), let at = text[range].firstIndex(of: "@") else { return nil }
    let bits = text[at ..< range.upperBound].dropFirst().split(separator: ":").map { Int($0) }
    return (at ..< range.upperBound, bits.first.flatMap { $0 } ?? 0, bits.last.flatMap { $0 } ?? 1)
  }

  private mutating func leaveOutLine() {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard let index = lines.indices.randomElement(using: &random) else { return }
    lines.remove(at: index)
    text = lines.joined(separator: "\n")
  }

  /// Below another one.
  private mutating func repeatLine() {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard let from = lines.indices.randomElement(using: &random),
      let to = lines.indices.randomElement(using: &random)
    else { return }
    lines.insert(lines[from], at: to)
    text = lines.joined(separator: "\n")
  }

  private mutating func exchangeNames() {
    let names = runs { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
    guard let one = pick(names), let other = pick(names) else { return }
    text.replaceSubrange(one, with: String(text[other]))
  }

  /// Up to 40 characters, within a line.
  private mutating func leaveOutRun() {
    let lines = runs { $0 != "\n" }
    guard let line = pick(lines),
      let start = text[line].indices.randomElement(using: &random)
    else { return }
    let count = Int.random(in: 1 ... 40, using: &random)
    let end = text.index(start, offsetBy: count, limitedBy: line.upperBound) ?? line.upperBound
    text.removeSubrange(start ..< end)
  }

  private mutating func changeSign() {
    let signs = Array("+-*/<>=&|^@()[]{}:;,%~\"'")
    guard
      let index = text.indices.filter({ signs.contains(text[$0]) }).randomElement(using: &random)
    else { return }
    let sign = signs.randomElement(using: &random) ?? "+"
    text.replaceSubrange(index ... index, with: String(sign))
  }

  // MARK: Effects

  /// Words that may stand for each other, so that what comes of it is mostly a machine again, and
  /// another one.
  private static let alternatives: [[String]] = [
    [" + ", " - ", " * ", " >> ", " << ", " & ", " | "], [" @ ", " * "], [" = ", " += "],
    [" == ", " != ", " < ", " <= ", " > ", " >= "], [" and ", " or "],
    ["max(", "min(", "cast(int8, ", "abs("], ["low(", "clip(", "cast(int8, "], ["T(", "("],
    ["int8", "uint8", "int16", "int32", "uint32", "int4"],
    ["bfloat16", "float16", "float32", "float64"],
    ["load", "compute", "store", "execute"], ["in-order", "interlocks", "none"],
    [":n", ":n+1", ":n*2", ""], ["+n]", "+2*n]", "]"], ["c/16", "c/4", "c/8", "c"],
    ["o/16", "o/4", "o/8", "o"], ["n c", "c n"], ["r s", "s r"], ["y x", "x y"],
    [" optional", ""], ["register ", "hidden ", ""],
  ]

  /// One of the words of `alternatives` becomes another of its row.
  private mutating func changeWord() {
    let rows = Self.alternatives.filter { row in row.contains { $0 != "" && text.contains($0) } }
    guard let row = rows.randomElement(using: &random) else { return }
    let places = row.filter { $0 != "" }.flatMap { text.ranges(of: $0) }
    guard let place = pick(places), let word = row.randomElement(using: &random) else { return }
    text.replaceSubrange(place, with: word)
  }

  // MARK: Where

  private mutating func pick(_ ranges: [Range<String.Index>]) -> Range<String.Index>? {
    ranges.randomElement(using: &random)
  }

  /// The longest runs of such characters.
  private func runs(_ isPart: (Character) -> Bool) -> [Range<String.Index>] {
    text.indices.split { !isPart(text[$0]) }.compactMap { run in
      guard let first = run.first, let last = run.last else { return nil }
      return first ..< text.index(after: last)
    }
  }

}
