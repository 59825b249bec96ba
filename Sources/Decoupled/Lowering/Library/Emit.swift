import Diagnostics
import GraphIR
import OrderedCollections
import Passes
import TargetKit

/// Writes a region as instructions and micro-ops over an image of DRAM.
///
/// - Before: tile IR that every pass of the family has run on.
/// - After: a stream that ends with `finish`, with for each instruction its statement and the nodes
///   behind it.
/// A region with a number that does not fit its field stays on the host.
struct Emit: DecoupledPass, LaterRegionPass {

  static let info = PassInfo("emit", "write instructions, micro-ops and the image of memory")
  static let predecessor = AllocateSram.info.name

  init(_ options: PassOptions) {}

  func lowering(
    of region: TileProgram, in program: Program, for accelerator: Accelerator
  ) throws(Diagnostic) -> RegionLowering {
    let stream = try Self.stream(of: region, program.module, accelerator, program.memoryPlan)
    return RegionLowering(stream, by: stream.writingActions)
  }

  /// The stream of `region`, whose tensors stand where `plan` says.
  static func stream(
    of region: TileProgram, _ module: GraphModule, _ accelerator: Accelerator,
    _ plan: MemoryPlan? = nil
  ) throws(Diagnostic) -> StreamRegion {
    var layout = try ImageLayout(region, accelerator, in: plan)
    let emitter = try InstructionEmitter.emitting(region, accelerator, layout)
    layout.place(emitter.microOps)
    let builder = ImageBuilder(module: module, accelerator: accelerator)
    var image = try builder.image(of: region, layout, instructions: emitter.stream.stream)
    try builder.write(emitter.microOps, layout, into: &image)
    var stream = emitter.stream
    stream.place(at: image.region("instructions")?.address)
    return StreamRegion(
      target: region.target, name: region.name, image: image, stream: stream,
      inputs: layout.bindings(region.inputs, region),
      outputs: outputs(of: region, layout, module),
      givesTuple: region.givesTuple, set: accelerator.description.instructionSet)
  }

  /// What the region gives, in the shapes that its function says.
  private static func outputs(
    of region: TileProgram, _ layout: ImageLayout, _ module: GraphModule
  ) -> [HostBinding] {
    var bindings = layout.bindings(region.outputs, region)
    if let body = module.functions[region.name]?.body {
      bindings.takeShapes(ofResults: body, of: module, isTuple: region.givesTuple)
    }
    return bindings
  }

}
