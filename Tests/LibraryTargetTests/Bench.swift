import Commands
import Debugger
import Diagnostics
import Foundation
import LibraryTarget
import OrderedCollections
import Support
import TargetKit
import Tensors
import Testing

/// A session with a library target and a model of Relay text.
struct Bench {

  var interpreter: Interpreter

  static let partition =
    "apply infer-types merge-composite annotate merge-regions partition emit-c"

  /// - Parameter target: a name of a built-in accelerator, or the text of a description.
  init(target: String, model: String) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let targets = TargetTable(families: [.library], builtIns: BuiltInTargets().sources)
    interpreter = Interpreter(Session(targets: targets))
    var name = target
    if target.contains("\n") {
      name = folder.appending(path: "own.yaml").path
      try Data(target.utf8).write(to: URL(filePath: name))
    }
    var path = model
    if model.contains("\n") {
      path = folder.appending(path: "model.relay").path
      try Data(model.utf8).write(to: URL(filePath: path))
    }
    try does("target use \(name)", "load \(path)")
  }

  static func sample(_ name: String) -> String {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    return root.appending(path: "samples/models/\(name)").path
  }

  /// What a command says, with its diagnostics, whether it fails or not.
  mutating func says(_ line: String) -> String {
    let reply = interpreter.perform(line)
    return reply.text + reply.diagnostics.map { "\($0)\n" }.joined()
  }

  /// Carries out commands, which have to succeed.
  mutating func does(_ lines: String...) throws {
    for line in lines {
      let reply = interpreter.perform(line)
      try #require(reply.failure == nil, "`\(line)`: \(reply.diagnostics)")
    }
  }

  /// What the program gives.
  mutating func outputs() throws -> [Tensor] {
    try does("run")
    return Array(interpreter.session.outputs.values)
  }

}

/// The greatest distance of elements, by the greatest element.
func distance(_ found: [Tensor], _ expected: [Tensor]) -> Double {
  guard found.map(\.shape) == expected.map(\.shape) else { return .infinity }
  var worst = 0.0
  for (one, other) in zip(found, expected) {
    let scale = max(1e-30, other.doubles.map(abs).max() ?? 0)
    for (a, b) in zip(one.doubles, other.doubles) where a != b {
      worst = max(worst, abs(a - b) / scale)
      if (a - b).isNaN { return .infinity }
    }
  }
  return worst
}
