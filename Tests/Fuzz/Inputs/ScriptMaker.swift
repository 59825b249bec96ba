import Commands

/// Makes lines of the command language: examples with words exchanged, expressions, conditions,
/// macros and settings.
struct ScriptMaker {

  private let examples: [String]
  private let words: [[UInt8]]

  init() {
    let infos = allCommands.map(\.info)
    examples = infos.flatMap { info in info.examples.map(\.line) + [info.name] + info.aliases }
    let names = infos.flatMap { info in
      [info.name] + info.aliases + info.flags.map { "--\($0.name)" }
    }
    words = Array(Set(examples.flatMap { Tokens($0).list } + names.map { Array($0.utf8) }))
      .sorted { $0.lexicographicallyPrecedes($1) }
  }

  /// Some lines.
  func script(_ dice: inout Dice) -> [String] {
    var lines: [String] = []
    for _ in 0 ... dice.below(6) {
      switch dice.below(10) {
      case 0: lines += macro(&dice)
      case 1: lines.append(setting(&dice))
      case 2: lines.append("p/\(dice.pick(Self.formats)) " + expression(depth: 4, &dice))
      case 3: lines.append("b \(place(&dice)) if " + expression(depth: 3, &dice))
      case 4: lines.append("complete " + changed(dice.pick(examples), &dice))
      default: lines.append(line(&dice))
      }
    }
    return lines.map(Self.harmless)
  }

  /// One line: an example as it stands, or with some of its words changed.
  private func line(_ dice: inout Dice) -> String {
    let example = dice.pick(examples)
    let prefix = dice.chance(1, in: 8) ? "rev " : ""
    return prefix + (dice.chance(1, in: 4) ? example : changed(example, &dice))
  }

  private func changed(_ line: String, _ dice: inout Dice) -> String {
    var tokens = Tokens(line)
    tokens.mutate(with: words, &dice)
    let text = String(decoding: tokens.bytes, as: UTF8.self)
    return text.replacing("\n", with: " ").replacing("\r", with: " ")
  }

  private func macro(_ dice: inout Dice) -> [String] {
    let body = (0 ... dice.below(3)).map { _ in
      dice.pick([
        "m $arg0", "m $arg0 $arg1", "p $argc", "m", line(&dice), "si $arg0", "$arg0 $arg1",
      ])
    }
    let calls = (0 ... dice.below(2)).map { _ in "m \(expression(depth: 1, &dice)) \(dice.edge())" }
    return ["define m"] + body + (dice.chance(7, in: 8) ? ["end"] : []) + calls
  }

  private func setting(_ dice: inout Dice) -> String {
    let name = dice.pick(Self.settings)
    return "set \(name) "
      + dice.pick([
        "on", "off", "reverse", "forward", "\(dice.edge())", "1e30 GB", "-1 MB", "9 EB", "0.5 kB",
      ])
  }

  private func place(_ dice: inout Dice) -> String {
    switch dice.below(7) {
    case 0: "#\(dice.extent())"
    case 1: "load:\(dice.extent())"
    case 2: "op:\(dice.pick(["load", "gemm", "alu", "store"]))"
    case 3:
      "tok:\(dice.pick(["l2g", "g2l", "g2s"]))[\(dice.pick(["push", "pop", "\(dice.edge())"]))]"
    case 4: "acc[\(dice.extent())]"
    case 5: "+\(dice.edge())"
    default: dice.pick(["@/f1/Gemm", "%3", "compute", "nowhere", "P3"])
    }
  }

  private func expression(depth: Int, _ dice: inout Dice) -> String {
    guard depth > 0, dice.chance(3, in: 4) else { return leaf(&dice) }
    let inner = expression(depth: depth - 1, &dice)
    switch dice.below(8) {
    case 0: return dice.pick(["-", "!", "~", "- -", "*"]) + inner
    case 1: return "(\(inner))"
    case 2: return "acc[\(inner)]"
    case 3: return "\(dice.pick(["inp", "wgt", "uop", "dram", "tok"]))[\(inner)][\(leaf(&dice))]"
    default:
      return "\(inner) \(dice.pick(Self.signs)) \(expression(depth: depth - 1, &dice))"
    }
  }

  private func leaf(_ dice: inout Dice) -> String {
    switch dice.below(5) {
    case 0: dice.pick(["$pos", "$cycle", "$next", "$_", "$nothing", "$hits", "acc", "load.state"])
    case 1: "0x" + String(UInt64(bitPattern: Int64(dice.edge())), radix: 16)
    default: "\(dice.chance(1, in: 2) ? dice.edge() : dice.below(9))"
    }
  }

  private static let signs = [
    "+", "-", "*", "/", "%", "<<", ">>", "&", "|", "^", "&&", "||", "==", "!=", "<", "<=", ">",
    ">=",
  ]
  private static let formats = [
    "d", "x", "u", "t", "c", "f", "o", "s", "4d", "999999999999d", "q", "",
  ]
  private static let settings = [
    "direction", "verify-each", "compare-each", "clipboard", "stop-at-races", "memory-limit",
    "lines", "elements", "nothing",
  ]

  /// The line without what could lead out of the folder that it is carried out in: `/` behind
  /// anything but a name, and `..`.
  static func harmless(_ line: String) -> String {
    var result = ""
    var last: Character = " "
    for character in line {
      let isAfterName = last.isASCII && (last.isLetter || last.isNumber || "_-])".contains(last))
      let leads = character == "/" && !isAfterName || character == "." && last == "."
      result.append(leads || character == "~" ? "_" : character)
      if !"\"'\\{}".contains(character) { last = character }
    }
    for number in 0 ... 9 { result = result.replacing("$arg\(number)/", with: "$arg\(number)_") }
    return result
  }

}
