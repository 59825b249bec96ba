import Diagnostics
import GraphIR
import ISA
import OrderedCollections
import Passes
import Support
import TargetKit
import Tensors

/// Writes a region as words over an image of DRAM.
///
/// - Before: what `order` gives.
/// - After: a stream, with for each instruction its operation and the nodes behind it.
/// A region with a number that does not fit its field stays on the host.
struct Emit: DescribedPass, LaterRegionPass {

  static let info = PassInfo("emit", "write instructions and the image of memory")
  static let predecessor = Order.info.name

  init(_ options: PassOptions) {}

  func lowering(
    of region: CallProgram, in program: Program, for abilities: Abilities
  ) throws(Diagnostic) -> RegionLowering {
    let stream = try Self.stream(of: region, program.module)
    return RegionLowering(stream, by: stream.writingActions)
  }

  /// - Errors: a number does not fit its field.
  static func stream(
    of region: CallProgram, _ module: GraphModule
  ) throws(Diagnostic) -> StreamRegion {
    let set = region.instructionSet
    var traced = TracedStream(name: region.name, for: set)
    _ = traced.add(
      statements: region.source.operations.map { $0.kind.text(region.source.parts) })
    var poll = Poll()
    for call in region.calls {
      try poll.check(after: 4)
      try check(call.call, set)
      let word = set.word(call.call.instruction, call.call.fields, as: WideWord.self)
      traced.append(
        word,
        from: InstructionSource(call.origin, statement: call.operation, remark: call.remark))
    }
    let image = try region.source.host.image(instructions: set.bytes(of: traced.stream.code))
    traced.place(at: image.region("instructions")?.address)
    return StreamRegion(
      target: region.target, name: region.name, image: image, stream: traced,
      inputs: bindings(region.source.inputs, region.source),
      outputs: outputs(of: region.source, module), givesTuple: region.source.givesTuple, set: set)
  }

  private static func check(_ call: Call, _ set: InstructionSet) throws(Diagnostic) {
    guard set.formats.indices.contains(call.instruction) else {
      throw .error("there is no instruction \(call.instruction)")
    }
    let format = set.formats[call.instruction]
    for (field, number) in zip(format.fields, call.fields) where !field.range.contains(number) {
      throw .error(
        "\(number) does not fit `\(field.name)` of `\(format.name)`, which holds \(field.range)")
    }
  }

  // MARK: The host

  private static func bindings(_ ids: [ValueID], _ region: OperationProgram) -> [HostBinding] {
    ids.map { id in
      let value = region.values[id.index]
      return HostBinding(
        name: value.name, address: region.host[id], shape: value.shape, element: value.element,
        layout: value.layout)
    }
  }

  /// What the region gives, in the shapes that its function says.
  private static func outputs(
    of region: OperationProgram, _ module: GraphModule
  ) -> [HostBinding] {
    var bindings = bindings(region.outputs, region)
    if let body = module.functions[region.name]?.body {
      bindings.takeShapes(ofResults: body, of: module, isTuple: region.givesTuple)
    }
    return bindings
  }

}
