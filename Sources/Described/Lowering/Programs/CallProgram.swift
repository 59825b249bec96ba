import Diagnostics
import ISA
import Passes
import Support

/// A region as instructions with the numbers of their fields, in the order in which they run.
struct CallProgram: LoweredRegion, Hashable {

  var level: String { "calls" }

  /// The operations that it was made from, with where everything stands.
  var source: OperationProgram

  var passes: [String]
  var calls: [TracedCall]

  /// How instructions are spelled.
  let instructionSet: InstructionSet

  var target: String { source.target }
  var name: String { source.name }
  var addresses: (inputs: [Int], outputs: [Int])? { source.addresses }

  var text: String { lines.map(\.text).joined(separator: "\n") + "\n" }

  var origins: [Provenance] { lines.map(\.origin) }

  var lineCount: Int { calls.count + 2 }

  func reading(_ source: SourceText) throws(Diagnostic) -> CallProgram {
    throw .error(
      "instructions without their words have no form that is read back",
      hints: ["`apply emit` makes a stream of them, which is read back"])
  }

  private var lines: [OperationProgram.Line] {
    let head = RegionHeading(
      name: name, target: target, inputs: source.inputs.map { source.values[$0.index].name },
      outputs: source.outputs.map { source.values[$0.index].name }, givesTuple: source.givesTuple,
      passes: passes,
      origin: Provenance(source.kernels.flatMap(\.origin.nodes), orSyntheticBy: "select"))
    return head.lines.map { .init(text: $0.text, origin: $0.origin) }
      + calls.map { .init(text: "  " + $0.text(instructionSet), origin: $0.origin) }
  }

}

/// An instruction with what it was made from.
struct TracedCall: Hashable, Sendable {

  var call: Call

  /// The operation that it does, or helps to do, by its place among those of the region; nil where
  /// it belongs to none.
  var operation: Int?

  var origin: Provenance

  /// Why it is there, where its operation does not say so; empty otherwise.
  var remark: String

  init(_ call: Call, operation: Int?, origin: Provenance, remark: String = "") {
    self.call = call
    self.operation = operation
    self.origin = origin
    self.remark = remark
  }

  /// As a listing has it, and why it is there.
  func text(_ set: InstructionSet) -> String {
    let word = set.word(call.instruction, call.fields, as: WideWord.self)
    return set.text(of: word) + (remark.isEmpty ? "" : " ; \(remark)")
  }

}
