import Commands
import Debugger
import Decoupled
import Diagnostics
import Foundation
import LibraryTarget
import Support
import TargetKit

/// Nets of operators, and edits of which accelerator takes what.
///
/// An input is a text: `targets` and their names, a Relay text, and commands. Regions are held
/// against the graph pair by pair, values against those of the model, and previews against what comes
/// of them.
struct EditArea: Area {

  static let name = "edits"
  static let summary = "nets of operators, and edits of where they go"
  static let grain = Grain.text

  private let bench = Bench(
    targets: TargetTable(families: [.decoupled, .library], builtIns: BuiltInTargets().sources))

  init(_ corpus: Corpus) {}

  // MARK: Making

  func input(_ dice: inout Dice) -> [UInt8] {
    let kind = dice.pick(NetSketch.Kind.allCases)
    let net = NetSketch(kind, &dice)
    let targets = kind == .floats ? dice.pick([["a", "b"], ["b", "a"], ["a"]]) : ["vta"]
    let maker = EditMaker(targets: targets, operators: net.operators, count: net.count)
    var lines = ["targets " + targets.joined(separator: " "), net.text]
    for _ in 0 ..< dice.below(4) { lines.append(maker.edit(&dice)) }
    lines += ["apply --until partition", Self.equality]
    for _ in 0 ... dice.below(4) { lines += Self.change(maker.edit(&dice), &dice) }
    if kind == .integers, dice.chance(1, in: 4) { lines += ["apply --all", Self.equality] }
    return Array(lines.joined(separator: "\n").utf8)
  }

  /// An edit with what comes before it and after it.
  private static func change(_ edit: String, _ dice: inout Dice) -> [String] {
    let before = dice.chance(1, in: 2) ? ["preview " + edit] : []
    let after: [String] =
      switch dice.below(8) {
      case 0: ["undo"]
      case 1: ["undo", "redo"]
      case 2: ["annotations clear"]
      case 3: ["regions", "coverage"]
      default: []
      }
    return before + [edit] + after + [equality]
  }

  /// Floats may be summed in another order; integers differ by more than that.
  private static let equality = "assert error <= 0.0001"

  /// What a line of an input may begin with.
  private static let verbs: Set<String> = [
    "annotate", "pin", "exclude", "split", "merge", "priority", "preview", "annotations", "apply",
    "assert", "undo", "redo", "regions", "coverage",
  ]

  /// Two accelerators that take some operators in common.
  private static let descriptions = [
    "a": description("a", takes: "[add, nn.relu, abs]"),
    "b": description("b", takes: "[nn.relu, tanh, maximum]"),
  ]

  private static func description(_ name: String, takes operators: String) -> String {
    """
    name: \(name)
    version: "1"
    kind: library
    summary: some operators, and a sum that is rectified
    types: {data: float32, weight: float32, accumulator: float32, shifts-only: false}
    patterns:
      - name: \(name).add_relu
        kind: add_relu
        match: ["sum = add(left, right)", "result = nn.relu(sum)"]
    operators: \(operators)

    """
  }

  // MARK: Running

  func run(_ input: [UInt8]) -> Verdict {
    let lines = String(decoding: input, as: UTF8.self).split(separator: "\n").map(String.init)
    guard let end = lines.firstIndex(of: "}"), let targets = lines.first?.split(separator: " "),
      targets.first == "targets"
    else { return .refused }
    let files =
      Self.descriptions.map { ("\($0.key).yaml", $0.value) } + [
        ("net.relay", lines[1 ... end].joined(separator: "\n"))
      ]
    for (name, text) in files {
      let isWritten = FileManager.default.createFile(atPath: name, contents: Data(text.utf8))
      guard isWritten else { return .broken("`\(name)` cannot be written") }
    }
    let names = targets.dropFirst().map { name in
      Self.descriptions[String(name)] == nil ? String(name) : "\(name).yaml"
    }
    let commands = lines[(end + 1)...].filter { line in
      Self.verbs.contains(line.prefix { $0 != " " }.description)
    }
    var witness = EditWitness()
    return bench.perform(
      ["load net.relay", "target use " + names.joined(separator: " "), "input --random 1"]
        + commands
    ) { line, reply, session in witness.problem(line, reply, session) }
  }

}
