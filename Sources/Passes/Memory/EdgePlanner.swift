import GraphIR
import OrderedCollections
import Support
import Tensors

/// Finds what crosses between `main` and the regions of accelerators, and what that takes.
struct EdgePlanner: Sendable {

  let module: GraphModule
  let targets: [TargetInterface]
  let lifetimes: Lifetimes

  /// What the caller's memory is aligned to.
  /// - Units: bytes.
  let callerAlignment: Int

  /// The edges in the order of the calls, what goes in before what comes out.
  func edges() -> [MemoryEdge] {
    lifetimes.steps.flatMap { call -> [MemoryEdge] in
      guard let (name, function, target) = region(calledBy: call) else { return [] }
      return inputs(of: call, name, function, target) + outputs(of: call, name, function, target)
    }
  }

  /// The region that the node calls.
  private func region(
    calledBy id: ID<Node>
  ) -> (name: String, function: Function, target: String)? {
    guard case .apply = module[id].kind, let callee = module[id].operands.first,
      case .global(let name) = module[callee].kind, let function = module.functions[name],
      let target = function.attributes.text("Compiler")
    else { return nil }
    return (name, function, target)
  }

  private func inputs(
    of call: ID<Node>, _ name: String, _ function: Function, _ target: String
  ) -> [MemoryEdge] {
    var edges: [MemoryEdge] = []
    for (parameter, argument) in zip(function.parameters, module[call].operands.dropFirst()) {
      let types = module[argument].type?.tensors ?? []
      for (field, type) in types.enumerated() {
        let values = lifetimes.tensors[argument].flatMap {
          $0.indices.contains(field) ? $0[field] : nil
        }
        let makers = (values ?? []).compactMap { region(calledBy: lifetimes.values[$0].node)?.name }
        var edge = edge(.toAccelerator, call, name, target, type, values ?? [])
        edge.position = edges.count
        edge.maker = makers.first
        edge.nodes = [argument, parameter]
        edges.append(edge)
      }
    }
    return edges
  }

  private func outputs(
    of call: ID<Node>, _ name: String, _ function: Function, _ target: String
  ) -> [MemoryEdge] {
    let fields = module[function.body]
    let makers: [ID<Node>] = if case .tuple = fields.kind { fields.operands } else { [] }
    let types = module[call].type?.tensors ?? []
    return types.enumerated().map { field, type in
      let values = lifetimes.tensors[call].flatMap {
        $0.indices.contains(field) ? $0[field] : nil
      }
      var edge = edge(.toHost, call, name, target, type, values ?? [])
      edge.position = field
      edge.nodes = [call, makers.indices.contains(field) ? makers[field] : function.body]
      return edge
    }
  }

  private func edge(
    _ direction: MemoryEdge.Direction, _ call: ID<Node>, _ region: String, _ target: String,
    _ type: TensorType, _ values: [Int]
  ) -> MemoryEdge {
    let interface = targets.first { $0.name == target }
    let isCallers = values.contains { lifetimes.values[$0].role == .input }
    let found = interface.map { obstacles(direction, type, $0, isCallers: isCallers) }
    return MemoryEdge(
      direction: direction, region: region, target: target, position: 0, call: call, nodes: [],
      byteCount: byteCount(direction, type, interface),
      obstacles: found ?? [
        .init(.unknown, "`\(target)` is not selected, so that its layout is not known")
      ],
      needsMaintenance: interface?.handover.isCoherent == false)
  }

  /// - Units: bytes in the layout of the accelerator.
  private func byteCount(
    _ direction: MemoryEdge.Direction, _ type: TensorType, _ target: TargetInterface?
  ) -> Int? {
    guard let extents = type.extents, let count = type.count else { return nil }
    guard let target else { return count * type.element.byteSize }
    return target.handover.layout(direction).byteCount(extents) * target.types.data.byteSize
  }

  /// The conditions of sharing memory that do not hold.
  private func obstacles(
    _ direction: MemoryEdge.Direction, _ type: TensorType, _ target: TargetInterface,
    isCallers: Bool
  ) -> [MemoryEdge.Obstacle] {
    var obstacles: [MemoryEdge.Obstacle] = []
    let verb = direction == .toAccelerator ? "reads" : "writes"
    if type.element != target.types.data {
      obstacles.append(
        .init(
          .type,
          "the accelerator \(verb) \(target.types.data), the host keeps \(type.element)"))
    }
    guard let extents = type.extents else {
      return obstacles + [
        .init(.unknown, "the extents of \(type) are not known before the program runs")
      ]
    }
    let layout = target.handover.layout(direction)
    if !layout.isPlain(extents) {
      obstacles.append(.init(.layout, sentence(verb, layout.block, extents)))
    }
    if isCallers, callerAlignment % max(1, target.handover.alignment) != 0 {
      obstacles.append(
        .init(
          .alignment,
          "the accelerator \(verb) at multiples of \(target.handover.alignment) bytes, the caller's "
            + "memory begins at multiples of \(callerAlignment)"))
    }
    return obstacles
  }

  private func sentence(_ verb: String, _ block: Int, _ extents: [Int]) -> String {
    let channels = extents.count > 1 ? extents[1] : extents.first ?? 1
    let positions = extents.dropFirst(2).product
    let head = "the accelerator \(verb) blocks of \(block) channels, "
    guard positions != 1 else {
      return head + "\(channels) \(channels == 1 ? "is" : "are") no whole number of blocks"
    }
    return head + (extents.count == 4 ? "the host keeps NCHW" : "the host keeps them apart")
  }

}

extension Handover {
  /// The layout of values on the way in `direction`.
  func layout(_ direction: MemoryEdge.Direction) -> BlockedLayout {
    BlockedLayout(block: max(1, direction == .toAccelerator ? inputBlock : outputBlock))
  }
}
