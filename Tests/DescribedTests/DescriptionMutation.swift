import Diagnostics
import Support

/// Changes to the text of a description: widths are cut, fields moved, parts left out, names
/// exchanged.
struct DescriptionMutation {

  private var random: SplitMix64
  private var text: String

  /// The text after up to three changes, the same for the same seed.
  static func text(of source: SourceText, seed: UInt64) -> SourceText {
    var mutation = DescriptionMutation(random: SplitMix64(seed: seed), text: source.text)
    for _ in 0 ..< Int.random(in: 1 ... 3, using: &mutation.random) { mutation.change() }
    return SourceText(name: source.name, text: mutation.text)
  }

  private mutating func change() {
    switch Int.random(in: 0 ..< 8, using: &random) {
    case 0, 1: changeNumber()
    case 2: moveField()
    case 3: leaveOutLine()
    case 4, 5: exchangeNames()
    case 6: leaveOutRun()
    default: changeSign()
    }
  }

  // MARK: - What is changed

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
    let fields = runs { $0.isASCII && ($0.isLetter || $0.isNumber || "_@:".contains($0)) }
      .filter { text[$0].contains("@") && text[$0].contains(":") }
    guard let range = pick(fields), let at = text[range].firstIndex(of: "@") else { return }
    let (lsb, width) = (
      Int.random(in: 0 ... 140, using: &random), Int.random(in: 0 ... 70, using: &random)
    )
    text.replaceSubrange(at ..< range.upperBound, with: "@\(lsb):\(width)")
  }

  private mutating func leaveOutLine() {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard let index = lines.indices.randomElement(using: &random) else { return }
    lines.remove(at: index)
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

  // MARK: - Where

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
