import Commands
import Debugger
import Support

/// Lines of the command language on a session in which a sample is loaded.
///
/// An input is a script; its first line is a comment that names the scene. A line that begins with
/// `complete` is completed where it ends.
struct CommandArea: Area {

  static let name = "commands"
  static let summary = "command lines and whole scripts"
  static let grain = Grain.text

  private let maker = ScriptMaker()
  private var bench = Bench()
  private var folder: WorkFolder

  init(_ corpus: Corpus) throws {
    folder = WorkFolder(samples: "\(corpus.root)/samples")
  }

  func input(_ dice: inout Dice) -> [UInt8] {
    let lines = ["# \(dice.pick(Bench.scenes).name)"] + maker.script(&dice)
    return Array(lines.joined(separator: "\n").utf8)
  }

  mutating func prepare(for input: [UInt8]) {
    folder.remember()
    let first = input.prefix { $0 != UInt8(ascii: "\n") }
    _ = try? bench.interpreter(in: Bench.scene(named: String(decoding: first, as: UTF8.self)))
  }

  mutating func run(_ input: [UInt8]) -> Verdict {
    let lines = String(decoding: input, as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    guard let interpreter = try? bench.interpreter(in: Bench.scene(named: lines.first)) else {
      return .broken("the scene cannot be made")
    }
    defer { folder.restore() }
    for line in lines where line.hasPrefix("complete ") {
      let text = String(line.dropFirst(9))
      _ = interpreter.completion(of: text, at: text.count)
      _ = interpreter.completion(of: text, at: text.count / 2)
    }
    return bench.perform(
      lines.dropFirst().filter { !$0.hasPrefix("complete ") }, on: interpreter)
  }

}
