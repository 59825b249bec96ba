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
    try checkForms()
    let reader = try RegionReader(
      module, name, for: machine.name, layout: machine.layout, element: machine.data.element,
      weights: machine.weights.element, sums: machine.sums.element)
    let region = reader.region
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

  private func tiled(
    _ kernel: Kernel, of region: KernelRegion, on host: HostImage
  ) throws(Diagnostic) -> (OperationProgram.Part, HostImage) {
    let kernel = KernelFolding.folded(kernel, in: region, sums: machine.sums.element)
    let way = try KernelPlanner.plan(kernel, in: region, for: machine)
    let problem = try TileProblem(kernel, in: region, by: way, for: machine)
    let sizes = try TileSearch(problem: problem, fixed: fixed).best()
    var writer = KernelWriter(kernel, of: region, by: way, problem, sizes, on: host)
    try writer.write()
    let part = OperationProgram.Part(
      operation: kernel.operation, notes: problem.notes(sizes),
      operations: writer.list.operations, origin: kernel.origin)
    return (part, writer.host)
  }

  /// - Errors: the lowering has no kernels for such a machine.
  private func checkForms() throws(Diagnostic) {
    guard machine.depth == machine.lanes else {
      throw .error(
        "`\(machine.name)` sums \(machine.depth) numbers of a row and gives \(machine.lanes), "
          + "but the lowering needs as many of both")
    }
    guard machine.sums.id != machine.data.id, machine.sums.id != machine.weights.id else {
      throw .error(
        "`\(machine.name)` has sums and what is multiplied in one memory, `\(machine.sums.name)`, "
          + "but the lowering needs two")
    }
  }

}
