import Diagnostics
import Effects
import GraphIR
import Passes
import Support
import Tensors

/// Makes operations of regions for one machine.
struct Tiler: Sendable {

  let module: GraphModule
  let machine: OperationMachine
  let plan: MemoryPlan?
  let fixed: TileSizes.Fixed

  /// The region `name` of the module as operations.
  /// - Errors: what the machine can't do, with the node.
  func tiled(_ name: String) throws(Diagnostic) -> OperationProgram {
    let region = try self.region(name)
    guard !region.kernels.isEmpty else {
      throw .error("`\(name)` computes nothing")
    }
    var host = HostImage(region, machine, in: plan)
    var parts: [OperationProgram.Part] = []
    for kernel in region.kernels {
      do throws(Diagnostic) {
        let (part, image) = try tiled(kernel, of: region, on: host)
        parts.append(part)
        host = image
      } catch {
        guard let id = kernel.origin.nodes.first else { throw error }
        throw module.locating(error, at: id)
      }
    }
    return OperationProgram(
      target: region.target, name: region.name, passes: ["tile"], values: region.values,
      inputs: region.inputs, outputs: region.outputs, givesTuple: region.givesTuple, host: host,
      kernels: parts, parts: machine.partNames)
  }

  /// - Errors: there are no instructions for a kernel of the region `name`, or no memory has room for
  ///   it.
  /// - Cost: that of planning, which does not grow with the extents of values.
  func check(_ name: String) throws(Diagnostic) {
    let region = try self.region(name)
    for kernel in region.kernels { _ = try planned(kernel, of: region) }
  }

  private func region(_ name: String) throws(Diagnostic) -> KernelRegion {
    try RegionReader(
      module, name, for: machine.name, layout: machine.layout, element: machine.data.element,
      weights: machine.weights.element, sums: machine.sums.element, depth: machine.depth
    ).region
  }

  /// How a kernel is computed, and in which tiles.
  private struct Planned {
    var kernel: Kernel
    var way: KernelPlan
    var problem: TileProblem
    var sizes: TileSizes
  }

  private func planned(
    _ kernel: Kernel, of region: KernelRegion
  ) throws(Diagnostic) -> Planned {
    let kernel = KernelFolding.folded(kernel, in: region, sums: machine.sums.element)
    try checkSums(of: kernel, in: region)
    let way = try KernelPlanner.plan(kernel, in: region, for: machine)
    let problem = try TileProblem(kernel, in: region, by: way, for: machine)
    let sizes = try TileSearch(problem: problem, fixed: fixed).best()
    return Planned(kernel: kernel, way: way, problem: problem, sizes: sizes)
  }

  private func tiled(
    _ kernel: Kernel, of region: KernelRegion, on host: HostImage
  ) throws(Diagnostic) -> (OperationProgram.Part, HostImage) {
    let plan = try planned(kernel, of: region)
    var writer = KernelWriter(
      plan.kernel, of: region, by: plan.way, plan.problem, plan.sizes, on: host)
    try writer.write()
    let part = OperationProgram.Part(
      operation: kernel.operation, notes: plan.problem.notes(plan.sizes),
      operations: writer.list.operations, origin: kernel.origin)
    return (part, writer.host)
  }

  /// - Errors: sums of the machine are not those of the graph, which has signed ones that wrap around,
  ///   for some data.
  private func checkSums(of kernel: Kernel, in region: KernelRegion) throws(Diagnostic) {
    let (name, element) = (machine.sums.name, machine.sums.element)
    guard element.isInteger, machine.sums.saturates || !element.isSigned else { return }
    let ranges = KernelRanges(kernel, in: region, sums: element)
    if !element.isSigned, ranges.mayWrap || ranges.ranges.contains(where: { $0.lowerBound < 0 }) {
      throw .error("its numbers may be negative or too great, but `\(name)` holds \(element)")
    }
    guard !ranges.mayWrap else {
      throw .error(
        "its sums may be too great for \(element): those of `\(name)` stay at the greatest number "
          + "then, and those of the graph wrap around")
    }
  }

}
