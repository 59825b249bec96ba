import Diagnostics
import GraphIR
import ISA
import Passes
import Support
import TargetKit
import Tensors

/// A region that has become C: calls of functions, each of which is an instruction.
struct CallRegion: LoweredRegion {

  let program: CallProgram
  let library: LibraryDescription
  let text: String
  let origins: [Provenance]

  /// One word for each call, its number; the statements are the lines of `text` that make it.
  var workload: Workload

  /// The code, compiled and loaded when it is first run; copies of the region share it.
  let code: RegionCode

  private let starts: [Int]

  init(_ program: CallProgram, for library: LibraryDescription) {
    self.program = program
    self.library = library
    let writer = CodeWriter(program, for: library)
    text = writer.text
    origins = writer.origins
    starts = writer.starts
    code = RegionCode(
      source: writer.text + "\n", symbols: program.steps.map(\.symbol), library: library,
      name: program.name)
    let steps = program.steps
    workload = Workload(
      name: program.name,
      streams: [
        Stream(
          name: program.name, words: steps.indices.map { Word(low: UInt64($0)) },
          origins: steps.map(\.origin), statementIndices: Array(steps.indices),
          statements: steps.map { "\($0.symbol): \(program.text(of: $0))" })
      ])
  }

  var level: String { "c" }
  var target: String { program.target }
  var passes: [String] { [EmitC.info.name] }
  var lineCount: Int { origins.count }

  func reading(_ source: SourceText) throws(Diagnostic) -> CallRegion {
    throw .error(
      "C is not read back", hints: ["change `call:` or `code:` of the description of `\(target)`"])
  }

  /// What became of the nodes behind a call.
  func action(of step: Int) -> Action {
    let end = step + 1 < starts.count ? starts[step + 1] : starts[step] + 2
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let own = lines[starts[step] ..< min(end, lines.count)].map(String.init)
    let before = program.steps[step].origin.nodes.first.map { Action.Subject.node($0) }
    return Action(
      rule: "write-call", before: before ?? .lines(region: program.name, []),
      after: .lines(region: program.name, own.filter { !$0.isEmpty }))
  }

}

extension CallRegion: RunnableRegion {

  var listing: [String] { program.steps.map { program.text(of: $0) } }

  var loadsCode: Bool { true }

  var rounding: Double {
    program.slots.contains { $0.element == .bfloat16 || $0.element == .float16 } ? 0.05 : 1e-4
  }

  func load(
    _ arguments: [Value]?, onto device: inout any Device, _ options: RunOptions
  ) throws(Diagnostic) {
    guard var own = device as? LibraryDevice else {
      throw .error("`\(device.target.name)` runs no calls of functions")
    }
    guard let arguments else {
      own.hold(self, [], nil, options)
      device = own
      return
    }
    let tensors = arguments.flatMap(\.tensors)
    try check(tensors)
    guard options.loadsCode else {
      throw .error(
        "region `\(program.name)` of `\(target)` is C that would be loaded into this program, and "
          + "`safe` is on",
        hints: ["`undo` the pass `\(EmitC.info.name)`: the host computes the region then"])
    }
    own.hold(self, tensors, try code.loaded(), options)
    device = own
  }

  private func check(_ tensors: [Tensor]) throws(Diagnostic) {
    guard tensors.count == program.inputs.count else {
      throw .error(
        "region `\(program.name)` takes \(program.inputs.count) tensors and got \(tensors.count)")
    }
    for (slot, tensor) in zip(program.inputs.map { program.slots[$0] }, tensors) {
      guard tensor.elementType == slot.element, tensor.shape == slot.shape else {
        throw .error(
          "`\(slot.name)` is \(slot.typeText), but got \(tensor.elementType) \(tensor.shape)")
      }
    }
  }

  func result(on device: any Device) throws(Diagnostic) -> Value {
    guard let own = device as? LibraryDevice else {
      throw .error("`\(device.target.name)` runs no calls of functions")
    }
    var values: [Value] = []
    for output in program.outputs {
      let tensor = try own.tensor(output.slot)
      do {
        values.append(.tensor(try tensor.reshaped(to: output.shape)))
      } catch {
        throw .error("`\(program.slots[output.slot].name)` is not what the region gives: \(error)")
      }
    }
    return program.givesTuple ? .tuple(values) : values.first ?? .tuple([])
  }

}
