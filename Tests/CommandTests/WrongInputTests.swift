import Commands
import Diagnostics
import Testing

/// A line that cannot be carried out, where it is given, and a part of what is said about it.
struct WrongInput: Sendable, CustomTestStringConvertible {

  var scene: CommandInfo.Scene
  var line: String
  var words: [String]

  init(_ scene: CommandInfo.Scene, _ line: String, _ words: String...) {
    (self.scene, self.line, self.words) = (scene, line, words)
  }

  var testDescription: String { line }

  static let all: [WrongInput] = [
    .init(.nothing, "aply", "no command `aply`", "did you mean `apply`"),
    .init(.nothing, "5si", "`si 5`"),
    .init(.nothing, "re", "could be", "more letters"),
    .init(.nothing, "rev", "needs a command"),
    .init(.nothing, "rev load x", "does not go backwards"),
    .init(.nothing, "load", "`load` needs", "usage"),
    .init(.nothing, "load nowhere.onnx", "nowhere.onnx"),
    .init(.nothing, "load samples", "samples"),
    .init(.nothing, "load samples/models/digits_test.npz", "error"),
    .init(.nothing, "load samples/models/README.md", "error"),
    .init(.nothing, "load x --dim N", "no dimension", "--dim N=1"),
    .init(.nothing, "echo \"open", "quote"),
    .init(.nothing, "ir", "no model", "`load FILE`"),
    .init(.nothing, "apply infer-types", "no model"),
    .init(.nothing, "si", "error"),
    .init(.nothing, "why", "nothing runs"),
    .init(.nothing, "state hash", "nothing runs", "stream load"),
    .init(.nothing, "stream list", "no stream"),
    .init(.nothing, "stream load", "needs a folder"),
    .init(.nothing, "stream load samples", "manifest.json"),
    .init(.nothing, "stream move x", "expected load, save, list"),
    .init(.nothing, "stream lod x", "no action `lod`", "did you mean `load`"),
    .init(.nothing, "profile --by units", "`--by` cannot be `units`", "did you mean `unit`"),
    .init(.nothing, "ir --func a --func b", "`--func` is given twice"),
    .init(.nothing, "load x --dim a=1 --dim b=2 --dim a=2", "`a` is given two extents"),
    .init(
      .nothing,
      "load samples/models/digits_mlp.onnx --values samples/models/digits_mlp.npz"
        + " --values samples/models/digits_mlp.npz", "`image` is given two values"),
    .init(
      .nothing, "load samples/models/digits_mlp.onnx --values imge=x.npy", "no input `imge`",
      "did you mean `image`"),
    .init(.model, "verify --laws --values", "`--laws` and `--values` do not go together"),
    .init(.model, "ir --relay --op conv", "do not go together"),
    .init(.model, "ir --up 3", "`--up` needs `--op`"),
    .init(.model, "apply --all --until fold-constants", "do not go together"),
    .init(.model, "input --random 1 --scale 2", "`--scale` needs a file"),
    .init(
      .model, "input samples/models/digits_mlp.npz samples/models/digits_mlp.npz", "given twice"),
    .init(.finished, "compare x.npz --labels y --tolerance 1", "do not go together"),
    .init(.nothing, "quit 256", "no code", "0 to 255"),
    .init(.nothing, "quit -1", "no code", "0 to 255"),
    .init(.nothing, "history 99999999999999999999", "beyond every number"),
    .init(.nothing, "history -1", "no count", "0 or more"),
    .init(.nothing, "timeline --width 19", "no width", "20 to 10000"),
    .init(.nothing, "lint --queue-depth 0", "no queue-depth", "1 or more"),
    .init(.model, "p %4294967296", "no value `%4294967296`"),
    .init(.model, "p %99999999999999999999", "no value"),
    .init(.model, "p %-1", "no value"),
    .init(.model, "why %4294967296", "no value"),
    .init(.model, "undo 99999999999999999999", "beyond every number"),
    .init(.stream, "info insns 9223372036854775807 1", "#9223372036854775807"),
    .init(.stream, "blame #9223372036854775807", "no instruction"),
    .init(.stream, "why #9223372036854775807", "no instruction"),
    .init(.stream, "explain #9223372036854775807", "no instruction"),
    .init(.stream, "info units 3", "does not take `3`"),
    .init(.stream, "info insns -1", "0 or more"),
    .init(.stream, "info insns 1 2 3", "a first instruction and a count"),
    .init(.stream, "x/99999999999999999999d acc[0]", "too many"),
    .init(.stream, "x/0d acc[0]", "nothing to show"),
    .init(.stream, "x/9223372036854775807d acc[1]", "too many"),
    .init(.stream, "goto #99999999999999999999", "no instruction"),
    .init(.stream, "list #99999999999999999999", "no instruction"),
    .init(.stream, "b load:99999999999999999999", "error"),
    .init(.stream, "si 99999999999999999999", "beyond every number"),
    .init(.stream, "c 0", "no count"),
    .init(.stream, "p 99999999999999999999", "no number"),
    .init(.stream, "ignore 1 99999999999999999999", "beyond every number"),
    .init(.stream, "delete 99999999999999999999", "beyond every number"),
    .init(.stream, "watch acc[9223372036854775807]", "error"),
    .init(.stream, "last acc[0:9223372036854775807]", "too many"),
    .init(.stream, "schedule random 99999999999999999999", "error"),
    .init(.stream, "timing rtl-2021{dram-latency=1e400}", "error"),
    .init(.stream, "timing rtl-2021{dram-latency=99999999999999999999}", "error"),
    .init(.stream, "set lines 99999999999999999999", "error"),
    .init(.stream, "output", "no outputs of `main`", "state save"),
    .init(.ended, "compare samples/models/digits_mlp.npz", "no outputs of `main`", "state hash"),
    .init(.nothing, "target use pvt", "no target `pvt`"),
    .init(.nothing, "target check samples/models/README.md", "README.md:"),
    .init(.nothing, "timing fast", "no timing `fast`", "functional"),
    .init(.nothing, "set colour on", "colour"),
    .init(.nothing, "set verify-each perhaps", "perhaps"),
    .init(.nothing, "info weather", "no topic `weather`", "units"),
    .init(.nothing, "source nowhere.sluice", "nowhere.sluice"),
    .init(.nothing, "define load", "is a command already"),
    .init(.nothing, "define a/b", "name of a macro"),
    .init(.nothing, "p 1 +", "error"),
    .init(.nothing, "p 1 / 0", "error"),
    .init(.nothing, "explain gemn", "gemn"),
    .init(.nothing, "help nothing-like-it", "no command"),
    .init(.nothing, "apropos zzz", "no command says"),
    .init(.nothing, "quit now", "no number"),
    .init(.nothing, "ir/x", "takes no format"),
    .init(.model, "apply", "error"),
    .init(.model, "apply quantise", "did you mean `quantize`"),
    .init(.model, "apply quantize{scale=max}", "scale"),
    .init(.model, "apply quantize{scales=most}", "most"),
    .init(.model, "undo", "error"),
    .init(.model, "redo", "error"),
    .init(.model, "undo -1", "no count"),
    .init(.model, "ir P7", "error"),
    .init(.model, "ir --func nobody", "nobody"),
    .init(.model, "ir --op (", "("),
    .init(.model, "ir --fun main", "no flag `--fun`", "--func"),
    .init(.model, "why @/f1/Gem", "did you mean `@/f1/Gemm`"),
    .init(.model, "input image=nowhere.npy", "nowhere.npy"),
    .init(.model, "input image=samples/models/digits_mlp.npz", "not a .npy file"),
    .init(.model, "input samples/models/digits_test.npz --scale x", "no scale", "1/16"),
    .init(.model, "calibration samples/models/README.md", "README.md"),
    .init(.model, "output", "not run to its end"),
    .init(.model, "compare samples/models/digits_mlp.npz", "not run to its end"),
    .init(.model, "pipeline drop 3", "error"),
    .init(.model, "pipeline shuffle", "error"),
    .init(.lowered, "pipeline drop 1 2", "does not take `2`"),
    .init(.lowered, "pipeline move 1 9223372036854775807", "no place"),
    .init(.stream, "schedule fifo 3", "does not take `3`"),
    .init(.stream, "stream list somewhere", "does not take `somewhere`"),
    .init(.stream, "stream save somewhere --asm", "`stream save` has no flag `--asm`"),
    .init(.stream, "state hash somewhere", "does not take `somewhere`"),
    .init(.stream, "dprintf #3, \"%d\"", "the text shows one value, given are 0"),
    .init(.stream, "dprintf #3, \"%d\", 1, 2", "the text shows one value, given are 2"),
    .init(.stream, "dprintf #3, \"%s\", 1", "`%s` means nothing", "`%%` is a percent sign"),
    .init(.stream, "dprintf #3, \"100%\"", "`%` means nothing"),
    .init(.stream, "dprintf #3, \"%d\" 1", "a comma is missing before `1`"),
    .init(.stream, "catch race now", "`catch race` does not take `now`"),
    .init(.stream, "target list vta", "does not take `vta`"),
    .init(.stream, "target check", "needs a file"),
    .init(.stream, "verify on --laws", "`verify on` has no flag `--laws`"),
    .init(.stream, "pipeline insert 1", "needs a position and a pass"),
    .init(.stream, "pipeline show 1", "does not take `1`"),
    .init(.stream, "schedule replay", "needs a file"),
    .init(.finished, "compare samples/models/digits_mlp.npz --tolerance much", "no tolerance"),
    .init(.finished, "compare samples/models/digits_test.npz", "error"),
    .init(.lowered, "blame #100000", "no instruction #100000"),
    .init(.stream, "b #99", "#99"),
    .init(.stream, "b op:alu", "nothing that runs is `alu`", "`info insns`"),
    .init(.stream, "b nobody:1", "nobody"),
    .init(.stream, "b #1 if", "error"),
    .init(.stream, "b #1 if acc[", "error"),
    .init(.stream, "watch nothing[0]", "nothing"),
    .init(.stream, "watch acc[5000]", "5000"),
    .init(.stream, "goto #99", "#99"),
    .init(.stream, "goto nowhere", "nowhere"),
    .init(.stream, "x acc[0:99999]", "error"),
    .init(.stream, "x/q acc[0]", "q"),
    .init(.stream, "p acc[0][99]", "error"),
    .init(.stream, "ni 1 nobody", "nobody"),
    .init(.stream, "delete 7", "7"),
    .init(.stream, "restart 9", "no checkpoint 9"),
    .init(.stream, "assemble samples/models/README.md", "README.md:1:1"),
    .init(.stream, "assemble nowhere.asm", "nowhere.asm"),
    .init(.stream, "catch rain", "no event"),
    .init(.stream, "fin all", "no level"),
    .init(.stopped, "ignore 1 many", "no number"),
    .init(.stopped, "condition 1 acc[", "error"),
  ]

}

/// What is wrong is said, and changes nothing.
@Suite struct WrongInputTests {

  @Test(arguments: WrongInput.all)
  func isExplainedAndChangesNothing(_ input: WrongInput) {
    var interpreter = Headless.interpreter(in: input.scene)
    let before = fingerprint(of: interpreter)
    let reply = interpreter.perform(input.line)
    #expect(reply.failure != nil, "\(reply.terminalText)")
    let text = reply.diagnostics.map(\.description).joined(separator: "\n")
    for word in input.words { #expect(text.contains(word), "\(text)") }
    #expect(fingerprint(of: interpreter) == before)
  }

  /// What the session shows of itself.
  private func fingerprint(of interpreter: Interpreter) -> [String] {
    var copy = interpreter
    let lines = [
      "when", "pipeline", "info breakpoints", "info checkpoints", "info inputs", "info outputs",
      "target list", "show", "stream list", "state hash", "info tokens",
    ]
    return lines.map { copy.perform($0).text }
  }

}
