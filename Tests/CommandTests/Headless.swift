import Canvas
import Commands
import Debugger
import Decoupled
import Described
import Diagnostics
import Foundation
import LibraryTarget
import TargetKit
import Testing

/// The command language without a terminal.
enum Headless {

  static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

  static var targets: TargetTable {
    TargetTable(
      families: [.decoupled, .library, .effects(recognising: [.decoupled])],
      builtIns: BuiltInTargets().sources)
  }

  /// A fresh interpreter, for which paths begin at the root of the package.
  static func interpreter() -> Interpreter {
    _ = FileManager.default.changeCurrentDirectoryPath(root)
    var interpreter = Interpreter(Session(targets: targets))
    interpreter.shell = { _ in ShellResult(code: 0) }
    interpreter.observer = { reply in
      guard let problem = reply.schemaProblem else { return }
      Issue.record("`\(reply.command)` does not answer as its schema says: \(problem)")
    }
    return interpreter
  }

  /// Each scene, prepared once: an interpreter is a value.
  private static let prepared: [CommandInfo.Scene: Interpreter] = [
    .nothing: interpreter(), .model: prepare(.model), .lowered: prepare(.lowered),
    .undone: prepare(.undone), .finished: prepare(.finished), .stream: prepare(.stream),
    .stopped: prepare(.stopped), .ended: prepare(.ended), .timed: prepare(.timed),
  ]

  /// An interpreter in which what `scene` asks for has been done.
  static func interpreter(in scene: CommandInfo.Scene) -> Interpreter {
    _ = FileManager.default.changeCurrentDirectoryPath(root)
    return prepared[scene] ?? interpreter()
  }

  private static func prepare(_ scene: CommandInfo.Scene) -> Interpreter {
    var interpreter = interpreter()
    for line in lines(of: scene) {
      let reply = interpreter.perform(line)
      precondition(reply.failure == nil, "`\(line)`: \(reply.terminalText)")
    }
    return interpreter
  }

  private static func lines(of scene: CommandInfo.Scene) -> [String] {
    switch scene {
    case .nothing: []
    case .model: ["load samples/models/digits_mlp.onnx"]
    case .lowered: lines(of: .model) + ["apply --all"]
    case .undone: lines(of: .lowered) + ["undo"]
    case .finished: lines(of: .lowered) + ["input samples/models/digits_mlp.npz", "run"]
    case .stream: ["stream load samples/streams/gemm"]
    case .ended: lines(of: .stream) + ["run"]
    case .timed: lines(of: .stream) + ["timing rtl-2021"]
    case .stopped: lines(of: .stream) + ["b #2", "checkpoint", "display $pos"]
    }
  }

}

extension Reply {

  /// What a terminal shows of it: results, then diagnostics.
  var terminalText: String {
    text + diagnostics.map { "\($0)\n" }.joined()
  }

}
