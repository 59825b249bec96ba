import Commands
import Diagnostics
import Foundation
import Support
import Testing

/// What the user says of where operators go, as commands.
@Suite struct AnnotationTests {

  /// An interpreter with a model, after these lines.
  private static func interpreter(
    _ lines: String..., model: String = "digits_mlp"
  ) -> Interpreter {
    var interpreter = Headless.interpreter()
    for line in ["load samples/models/\(model).onnx"] + lines { said(line, &interpreter) }
    return interpreter
  }

  @discardableResult
  private static func said(_ line: String, _ interpreter: inout Interpreter) -> String {
    let reply = interpreter.perform(line)
    #expect(reply.failure == nil, "`\(line)`: \(reply.terminalText)")
    return reply.terminalText
  }

  private static func data(_ line: String, _ interpreter: inout Interpreter) -> JSON {
    let reply = interpreter.perform(line)
    #expect(reply.failure == nil, "`\(line)`: \(reply.terminalText)")
    return reply.result
  }

  /// The edits that are listed, in order.
  private static func edits(_ interpreter: inout Interpreter) -> [String] {
    (data("annotations", &interpreter)["edits"]?.elements ?? []).compactMap { $0["edit"]?.text }
  }

  @Test func editsAreListedAndTakenAway() {
    var interpreter = Self.interpreter("exclude nn.relu", "annotate @/f1/Gemm host")
    let list = Self.said("annotations", &interpreter)
    #expect(list.contains("exclude nn.relu") && list.contains("annotate @/f1/Gemm host"))
    #expect(list.contains("P1") && list.contains("P2"))
    #expect(Self.said("pipeline", &interpreter).contains("edit-annotations{edit=exclude nn.relu}"))
    let left = Self.said("annotations --delete 1", &interpreter)
    #expect(left.contains("removed exclude nn.relu"))
    #expect(Self.edits(&interpreter) == ["annotate @/f1/Gemm host"])
    #expect(Self.said("undo", &interpreter).contains("edit-annotations{edit=exclude nn.relu}"))
    #expect(Self.edits(&interpreter) == ["exclude nn.relu", "annotate @/f1/Gemm host"])
    #expect(Self.said("annotations clear", &interpreter).contains("no edits"))
    #expect(interpreter.perform("annotations --delete 1").failure != nil)
  }

  /// An edit after `partition` is put before what it changes, and one `undo` takes all back.
  @Test func lateEditsGoToTheirPlace() {
    var interpreter = Self.interpreter("apply --until partition")
    let before = (
      Self.said("regions", &interpreter), Self.said("pipeline", &interpreter),
      Self.said("ir --relay", &interpreter)
    )
    let answer = Self.said("pin @/f2/Gemm host", &interpreter)
    #expect(answer.contains("applied again: merge-composite"))
    let passes = Self.said("pipeline", &interpreter).split(separator: "\n")
    let edit = passes.firstIndex { $0.contains("edit-annotations") }
    let merge = passes.firstIndex { $0.contains("merge-composite") }
    #expect(edit != nil && edit.map { $0 + 1 } == merge)
    let after = Self.said("regions", &interpreter)
    #expect(after != before.0)
    #expect(Self.said("undo", &interpreter).contains("edit-annotations"))
    #expect(Self.said("regions", &interpreter) == before.0)
    #expect(Self.said("pipeline", &interpreter) == before.1)
    #expect(Self.said("ir --relay", &interpreter) == before.2)
    #expect(Self.said("redo", &interpreter).contains("edit-annotations"))
    #expect(Self.said("regions", &interpreter) == after)
  }

  @Test func whyNamesTheEdit() {
    var interpreter = Self.interpreter("exclude /f2/", "apply --until partition")
    #expect(Self.said("why @/f2/Gemm", &interpreter).contains("`exclude /f2/`"))
  }

  @Test func aSessionIsReplayed() throws {
    let folder = try TemporaryFolder()
    let file = "\(folder.path)/session.sluice"
    var interpreter = Self.interpreter(
      "exclude 'nn.relu(nn.bias_add(*, constant))' where rank == 2", "split @/f1/Gemm @/f2/Gemm",
      "apply --until partition")
    Self.said("save \(file)", &interpreter)
    var second = Headless.interpreter()
    Self.said("source \(file)", &second)
    for line in ["annotations", "regions", "pipeline", "ir --relay"] {
      #expect(Self.said(line, &second) == Self.said(line, &interpreter), "\(line)")
    }
  }

  /// The pass that a pipeline shows can be applied as it is shown.
  @Test func thePassIsReadAsItIsWritten() {
    let edit = "exclude 'nn.relu(nn.bias_add(*, constant))' where rank == 2 and shape != [1, 7]"
    var interpreter = Self.interpreter(edit)
    let call = Self.data("pipeline", &interpreter)["pipeline"]?.elements?.first?["pass"]?.text ?? ""
    var second = Self.interpreter("apply '\(call)'")
    #expect(Self.said("annotations", &second) == Self.said("annotations", &interpreter))
  }

  /// Lines that are refused change nothing.
  @Test(arguments: [
    ("annotate nn.dense vtx", "no target `vtx` is selected"),
    ("annotate nn.softmax vta", "does not take"),
    ("annotate nn.dense vta where chanels == 3", "did you mean `channels`?"),
    ("pin @/f9/Gemm host", "there is no node `/f9/Gemm`"),
    ("split @/f1/Gemm", "a node is missing"),
    ("preview", "an edit is missing"),
    ("preview exclud nn.dense", "did you mean `exclude`?"),
    ("annotations --delete 7", "there is no edit 7"),
  ])
  func refusals(_ line: String, _ words: String) {
    var interpreter = Self.interpreter("apply --until partition")
    let before = Self.said("pipeline", &interpreter)
    let reply = interpreter.perform(line)
    #expect(reply.failure == .command)
    #expect(reply.terminalText.contains(words), "\(reply.terminalText)")
    #expect(Self.said("pipeline", &interpreter) == before)
  }

  /// How far a model has come, an edit, and whether a clock is chosen.
  static let previews: [(model: String, lines: [String], edit: String)] = [
    ("digits_mlp", [], "exclude nn.relu"),
    ("digits_mlp", ["apply --until quantize"], "pin @/f2/Gemm host"),
    ("digits_mlp", ["apply --until partition"], "annotate nn.dense host where channels == 32"),
    ("digits_mlp", ["apply --all"], "exclude @/f1/Gemm"),
    ("digits_mlp", ["timing rtl-2021"], "exclude @/f1/Gemm"),
    ("digits_lenet", ["timing rtl-2021", "apply --all"], "exclude nn.max_pool2d"),
    ("digits_lenet", ["apply --until merge-regions"], "exclude nn.conv2d where channels > 6"),
    ("digits_resnet", ["apply --until partition"], "exclude add"),
    ("digits_resnet", [], "exclude /./ where height == 8"),
  ]

  /// The numbers of a preview are those that are measured once it is done, and it changes nothing.
  @Test(arguments: previews)
  func previewsComeTrue(_ preview: (model: String, lines: [String], edit: String)) {
    var interpreter = Self.interpreter(model: preview.model)
    for line in preview.lines { Self.said(line, &interpreter) }
    let position = Self.said("pipeline", &interpreter)
    let answer = Self.data("preview \(preview.edit)", &interpreter)
    #expect(Self.said("pipeline", &interpreter) == position)
    let hasClock = preview.lines.contains { $0.hasPrefix("timing") }
    let last = hasClock ? "apply --all" : "apply --until partition"
    var without = interpreter
    Self.finish(last, &without)
    #expect(Self.figures(&without, hasClock) == answer["before"].map(Self.plain))
    Self.said(preview.edit, &interpreter)
    Self.finish(last, &interpreter)
    #expect(Self.figures(&interpreter, hasClock) == answer["after"].map(Self.plain))
    #expect(answer["before"] != answer["after"])
  }

  /// Applies what is left; nothing may be.
  private static func finish(_ line: String, _ interpreter: inout Interpreter) {
    _ = interpreter.perform(line)
  }

  /// What `regions` says, as numbers by name.
  private static func figures(
    _ interpreter: inout Interpreter, _ hasClock: Bool
  ) -> [String: Int] {
    let answer = data(hasClock ? "regions --cycles" : "regions", &interpreter)
    var figures: [String: Int] = [:]
    for region in answer["regions"]?.elements ?? [] where region["onHost"] == .flag(false) {
      figures["regions", default: 0] += 1
      for (key, names) in [
        "operators": ["operators"], "macs": ["macs"], "bytes": ["bytes"],
        "border": ["bytesIn", "bytesOut"], "copies": ["copies"], "copied": ["copiedBytes"],
        "ends": ["ends"], "end bytes": ["endBytes"],
        "cycles": ["cycles"],
      ] {
        for name in names { figures[key, default: 0] += region[name]?.integer ?? 0 }
      }
    }
    return figures
  }

  /// The same of what a preview says.
  private static func plain(_ answer: JSON) -> [String: Int] {
    let regions = answer["regions"]?.integer ?? -1
    guard regions > 0 else { return [:] }
    return [
      "regions": regions, "operators": answer["offloaded"]?["operators"]?.integer ?? -1,
      "macs": answer["offloaded"]?["macs"]?.integer ?? -1,
      "bytes": answer["offloaded"]?["bytes"]?.integer ?? -1,
      "border": answer["borderBytes"]?.integer ?? -1, "copies": answer["copies"]?.integer ?? -1,
      "copied": answer["copiedBytes"]?.integer ?? -1, "ends": answer["ends"]?.integer ?? -1,
      "end bytes": answer["endBytes"]?.integer ?? -1, "cycles": answer["cycles"]?.integer ?? 0,
    ]
  }

}
