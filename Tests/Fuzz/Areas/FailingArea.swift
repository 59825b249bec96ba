import Foundation
import Glibc

/// Inputs that do what no input may: the tests of this tool look whether it is seen.
struct FailingArea: Area {

  static let name = "self-test"
  static let summary = "inputs that fail in every way that there is"
  static let grain = Grain.text

  init(_ corpus: Corpus) {}

  private static let words = ["a", "few", "harmless", "words", "that", "do", "nothing"]
  private static let deeds = ["trap", "hang", "hog", "leave", "break"]

  func input(_ dice: inout Dice) -> [UInt8] {
    var lines = (0 ..< 12).map { _ in dice.pick(Self.words) + " " + dice.pick(Self.words) }
    if dice.chance(1, in: 8) {
      lines[dice.below(lines.count)] += " " + dice.pick(Self.deeds) + " " + dice.pick(Self.words)
    }
    return Array(lines.joined(separator: "\n").utf8)
  }

  func run(_ input: [UInt8]) -> Verdict {
    let words = String(decoding: input, as: UTF8.self).split { " \n".contains($0) }
    switch words.first(where: { Self.deeds.contains(String($0)) }) {
    case "trap": fatalError("an input that traps")
    case "hang": while true {}
    case "hog": return hog()
    case "leave": Glibc.exit(9)
    case "break": return .broken("a promise that is not kept")
    default: return words.count % 2 == 0 ? .accepted : .refused
    }
  }

  /// Takes memory until nobody lets it.
  private func hog() -> Verdict {
    var taken: [[UInt8]] = []
    for round in 0 ..< 4096 { taken.append([UInt8](repeating: UInt8(round & 255), count: 1 << 24)) }
    return taken.isEmpty ? .accepted : .refused
  }

}
