import Debugger
import Decoupled
import Foundation
import LibraryTarget
import Passes
import TargetKit
import Workloads

extension Report {

  /// How long commands take that say what goes where, with all that a user waits for: the laws are
  /// checked after each pass. Four times the operators take four times as long where that is linear.
  static func commands() throws {
    let sizes = [1_250, 5_000, 20_000]
    // One that takes operators by themselves, and one with patterns, which fit nowhere and say why.
    for target in ["pair", "vta"] {
      var sessions = try sizes.map { try session(Graphs.netText($0), target) }
      for step in steps {
        var times: [Double] = []
        for index in sessions.indices {
          var after = sessions[index]
          let samples = try (0 ..< 3).map { _ in
            after = sessions[index]
            return try seconds { try step.body(&after, sizes[index]) }
          }
          sessions[index] = after
          times.append(samples.median)
        }
        line(
          "\(step.name), \(target)", times[1] * 1e3, "ms",
          "  of \(sizes[1]) operators, x\(digits(times[1] / times[0], 6)) of \(sizes[0]), "
            + "\(sizes[2]) x\(digits(times[2] / times[1], 6))")
      }
    }
  }

  /// A command, and what it does to a session with so many operators.
  private typealias Step = (name: String, body: (inout Session, Int) throws -> Void)

  private static var steps: [Step] {
    let passes: [any Pass.Type] = [
      MergeComposite.self, Annotate.self, MergeRegions.self, Partition.self,
    ]
    let applied: [Step] = passes.map { type in
      (type.info.name, { session, _ in try session.apply(PassCall(type.info.name)) })
    }
    return applied + [
      ("why", { session, count in _ = try session.why("%\(count)") }),
      ("regions", { session, _ in _ = try session.partition() }),
      ("preview", { session, _ in _ = try session.preview("annotate nn.relu host") }),
    ]
  }

  /// A session in which `text` is the model, and `target` the accelerator that it is for.
  private static func session(_ text: String, _ target: String) throws -> Session {
    var table = TargetTable(
      families: [.decoupled, .library], builtIns: BuiltInTargets().sources)
    let operators = Graphs.taken.joined(separator: ", ")
    let pair = "name: pair\nversion: 1\nkind: library\nsummary: two\noperators: [\(operators)]\n"
    _ = try table.add(pair, file: "pair.yaml")
    try table.select([target])
    var session = Session(targets: table)
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("net-\(ProcessInfo.processInfo.processIdentifier).relay")
    try text.write(to: file, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(at: file) }
    try session.load(file.path)
    return session
  }

}
