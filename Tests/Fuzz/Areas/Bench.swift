import Canvas
import Commands
import Debugger
import Decoupled
import Described
import Diagnostics
import Foundation
import Support
import TargetKit

/// Something that inputs are made from is not there.
struct Missing: Error, CustomStringConvertible {
  let description: String
  init(_ what: String) { description = "\(what) is missing" }
}

/// The command language over a session, in a process whose folder it may do with what it likes.
struct Bench {

  static let targets = TargetTable(
    families: [.decoupled, .effects(recognising: [.decoupled])], builtIns: BuiltInTargets().sources)

  /// What inputs may ask for at once: the tool itself measures whether the sum stays small.
  static let budget = MemoryBudget(limit: 256 << 20)

  /// How long the lines of one input work before they are interrupted as by ^C.
  private static let patience = Duration.seconds(3)

  private let fresh: Interpreter
  private var scenes: [CommandInfo.Scene: Interpreter] = [:]

  init(targets: TargetTable = Self.targets) {
    var interpreter = Interpreter(Session(targets: targets))
    _ = interpreter.perform("set memory-limit \(Self.budget.limit >> 20) MB")
    fresh = interpreter
  }

  static func firstDescription() throws -> SourceText {
    guard let first = BuiltInTargets().sources.first else { throw Missing("a target") }
    return first
  }

  /// The lines that `line` answers with, once those of `preparation` were carried out.
  func texts(of line: String, after preparation: [String]) throws -> [String] {
    var interpreter = fresh
    for line in preparation where interpreter.perform(line).failure != nil {
      throw Missing("what `\(line)` reads")
    }
    return [interpreter.perform(line).text]
  }

  /// Writes `input` to the file `name`, and carries out the lines that are made of it.
  /// - Returns: accepted where the first line is.
  func run(_ input: [UInt8], named name: String, _ lines: (String) -> [String]) -> Verdict {
    guard FileManager.default.createFile(atPath: name, contents: Data(input)) else {
      return .broken("`\(name)` cannot be written")
    }
    return perform(lines(name), on: fresh)
  }

  /// Carries out `lines`; `problem` says what is wrong with what a line has done, if anything is.
  func perform(
    _ lines: [String], _ problem: (String, Reply, Session) -> String? = { _, _, _ in nil }
  ) -> Verdict {
    perform(lines, on: fresh, problem)
  }

  /// Carries out `lines`; every answer must be one that the command promises.
  func perform(
    _ lines: [String], on start: Interpreter,
    _ problem: (String, Reply, Session) -> String? = { _, _, _ in nil }
  ) -> Verdict {
    var interpreter = start
    let judge = Judge(patience: Self.patience)
    judge.watch(&interpreter)
    var isAccepted = false
    for (index, line) in lines.enumerated() where !judge.isOver {
      let reply = interpreter.perform(line)
      if index == 0 { isAccepted = reply.failure == nil }
      if let problem = judge.problem(reply) ?? problem(line, reply, interpreter.session) {
        return .broken("`\(line.prefix(200))`: \(problem)")
      }
      if reply.request?.isQuit == true { break }
    }
    if let problem = judge.found { return .broken(problem) }
    return isAccepted ? .accepted : .refused
  }

  /// An interpreter in which what `scene` asks for has been done.
  mutating func interpreter(in scene: CommandInfo.Scene) throws -> Interpreter {
    if let known = scenes[scene] { return known }
    let steps = Self.steps(to: scene)
    var interpreter = steps.from == scene ? fresh : try self.interpreter(in: steps.from)
    for line in steps.lines {
      let reply = interpreter.perform(line)
      if reply.failure != nil { throw Missing("what `\(line)` asks for") }
    }
    scenes[scene] = interpreter
    return interpreter
  }

  static let scenes: [(name: String, scene: CommandInfo.Scene)] = [
    ("nothing", .nothing), ("model", .model), ("lowered", .lowered), ("undone", .undone),
    ("finished", .finished), ("stream", .stream), ("ended", .ended), ("timed", .timed),
    ("stopped", .stopped),
  ]

  /// The scene that the first line of an input names, as `# model`.
  static func scene(named line: String?) -> CommandInfo.Scene {
    scenes.first { "# \($0.name)" == line }?.scene ?? .nothing
  }

  /// The scene that another one goes on from, and how.
  private static func steps(
    to scene: CommandInfo.Scene
  ) -> (from: CommandInfo.Scene, lines: [String]) {
    switch scene {
    case .nothing: (.nothing, [])
    case .model: (.nothing, ["load samples/models/digits_mlp.onnx"])
    case .lowered: (.model, ["apply --all"])
    case .undone: (.lowered, ["undo"])
    case .finished: (.lowered, ["input samples/models/digits_mlp.npz", "run"])
    case .stream: (.nothing, ["stream load samples/streams/gemm"])
    case .ended: (.stream, ["run"])
    case .timed: (.stream, ["timing rtl-2021"])
    case .stopped: (.stream, ["b #2", "checkpoint", "display $pos"])
    }
  }

}

extension Reply.Request {

  var isQuit: Bool { if case .quit = self { true } else { false } }

}
