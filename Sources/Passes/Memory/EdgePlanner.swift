import GraphIR
import OrderedCollections
import Support
import Tensors

/// Finds what crosses between `main` and the regions of accelerators, and what that takes.
struct EdgePlanner: Sendable {

  let program: Program
  let targets: [TargetInterface]
  let allocator: HostAllocator
  let calls: [RegionCall]

  /// With layouts and storages.
  let plan: MemoryPlan

  /// What the caller's memory is aligned to.
  /// - Units: bytes.
  let callerAlignment: Int

  /// The operators of the host that read a value, or write it, in the layout of an accelerator.
  private let fusions: [Int: [MemoryPlan.Fusion]]

  init(
    _ program: Program, _ targets: [TargetInterface], _ allocator: HostAllocator,
    _ calls: [RegionCall], _ plan: MemoryPlan, callerAlignment: Int
  ) {
    self.program = program
    self.targets = targets
    self.allocator = allocator
    self.calls = calls
    self.plan = plan
    self.callerAlignment = callerAlignment
    fusions = Dictionary(grouping: plan.fusions, by: \.value)
  }

  private var module: GraphModule { program.module }

  /// The edges in the order of the calls, what goes in before what comes out.
  func edges() -> [MemoryEdge] {
    let counts = Dictionary(grouping: calls, by: \.name).mapValues(\.count)
    return calls.flatMap { call -> [MemoryEdge] in
      let isOnly = counts[call.name] == 1
      return inputs(of: call, isOnly: isOnly) + outputs(of: call, isOnly: isOnly)
    }
  }

  private func inputs(of call: RegionCall, isOnly: Bool) -> [MemoryEdge] {
    let fixed = program.lowered[call.name]?.addresses?.inputs
    return call.inputs.enumerated().map { position, crossing in
      var edge = edge(.toAccelerator, call, crossing)
      edge.position = position
      edge.maker =
        crossing.values.lazy.compactMap { module.calledRegion(plan.values[$0].node) }.first
      edge.nodes = [crossing.node, crossing.inner]
      settle(&edge, isOnly ? .any : .several, fixed.map { $0[position, default: -1] })
      return edge
    }
  }

  private func outputs(of call: RegionCall, isOnly: Bool) -> [MemoryEdge] {
    let fixed = program.lowered[call.name]?.addresses?.outputs
    var given = Set(module.functions[call.name]?.parameters ?? [])
    return call.outputs.enumerated().map { position, crossing in
      var edge = edge(.toHost, call, crossing)
      edge.position = position
      edge.nodes = [crossing.node, crossing.inner]
      let isAlias = !given.insert(crossing.root).inserted
      settle(
        &edge, isOnly ? isAlias ? .alias : .any : .several,
        fixed.map { $0[position, default: -1] })
      return edge
    }
  }

  private func edge(
    _ direction: MemoryEdge.Direction, _ call: RegionCall, _ crossing: RegionCall.Crossing
  ) -> MemoryEdge {
    let target = targets.first { $0.name == call.target }
    let found = target.map { target in
      allocator.shares(with: target)
        ? sharedObstacles(direction, crossing, target) : obstacles(direction, crossing, target)
    }
    return MemoryEdge(
      direction: direction, region: call.name, target: call.target, position: 0, call: call.node,
      nodes: [], value: crossing.value, byteCount: byteCount(direction, crossing.type, target),
      obstacles: found ?? [
        .init(.unknown, "`\(call.target)` is not selected, so that its layout is not known")
      ],
      needsMaintenance: target?.handover.isCoherent == false)
  }

  /// - Units: bytes in the layout of the accelerator.
  private func byteCount(
    _ direction: MemoryEdge.Direction, _ type: TensorType, _ target: TargetInterface?
  ) -> Int? {
    guard let extents = type.extents, let count = type.count else { return nil }
    guard let target else { return count * type.element.byteSize }
    let element = target.handover.isOfOneType ? target.types.data : type.element
    return target.handover.layout(direction).byteCount(extents) * element.byteSize
  }

  // MARK: Memory of their own

  /// The conditions of handing over the host's own bytes that do not hold.
  private func obstacles(
    _ direction: MemoryEdge.Direction, _ crossing: RegionCall.Crossing, _ target: TargetInterface
  ) -> [MemoryEdge.Obstacle] {
    let isCallers = crossing.values.contains { plan.values[$0].role == .input }
    var obstacles = typeObstacles(direction, crossing.type, target)
    guard let extents = crossing.type.extents else { return obstacles }
    let layout = target.handover.layout(direction)
    if !layout.isPlain(extents) {
      obstacles.append(.init(.layout, sentence(direction.verb, layout.block, extents)))
    }
    if isCallers, let obstacle = misalignment(direction, target) { obstacles.append(obstacle) }
    return obstacles
  }

  private func typeObstacles(
    _ direction: MemoryEdge.Direction, _ type: TensorType, _ target: TargetInterface
  ) -> [MemoryEdge.Obstacle] {
    var obstacles: [MemoryEdge.Obstacle] = []
    if target.handover.isOfOneType, type.element != target.types.data {
      obstacles.append(
        .init(
          .type,
          "the accelerator \(direction.verb) \(target.types.data), the host keeps \(type.element)"))
    }
    if type.extents == nil {
      obstacles.append(
        .init(.unknown, "the extents of \(type) are not known before the program runs"))
    }
    return obstacles
  }

  private func misalignment(
    _ direction: MemoryEdge.Direction, _ target: TargetInterface
  ) -> MemoryEdge.Obstacle? {
    guard callerAlignment % max(1, target.handover.alignment) != 0 else { return nil }
    return .init(
      .alignment,
      "the accelerator \(direction.verb) at multiples of \(target.handover.alignment) bytes, the "
        + "caller's memory begins at multiples of \(callerAlignment)")
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

  // MARK: Memory of one allocator

  /// The conditions of using the same bytes of the arena that do not hold.
  private func sharedObstacles(
    _ direction: MemoryEdge.Direction, _ crossing: RegionCall.Crossing, _ target: TargetInterface
  ) -> [MemoryEdge.Obstacle] {
    let typeObstacles = typeObstacles(direction, crossing.type, target)
    guard typeObstacles.isEmpty, let extents = crossing.type.extents else { return typeObstacles }
    guard let index = crossing.value else {
      return [.init(.unknown, "which value it is depends on a condition")]
    }
    let value = plan.values[index]
    let layout = target.handover.layout(direction)
    if direction == .toHost, value.role == .output, value.packing != nil {
      return [
        .init(.program, "it is an output of the program, whose caller reads it as the host does")
      ]
    }
    guard value.isShared else {
      if layout.isPlain(extents), let obstacle = misalignment(direction, target) {
        return [obstacle]
      }
      return [
        .init(.program, "it is an input of the program, whose caller writes it as the host does")
      ]
    }
    let own = value.packing?.layout ?? BlockedLayout(block: 1)
    let shape = value.packing?.extents ?? value.type(in: module)?.extents ?? []
    guard !own.hasSameBytes(shape, as: extents, in: layout) else { return [] }
    return [
      .init(
        .layout,
        "the accelerator \(direction.verb) \(extents) in blocks of \(layout.block) channels, "
          + "and it lies as \(shape) in blocks of \(own.block)")
    ]
  }

  /// How often a region has an address for what crosses.
  fileprivate enum Places { case any, several, alias }

  /// Gives the edge its place in the arena, or says why it has none.
  private func settle(_ edge: inout MemoryEdge, _ places: Places, _ fixed: Int?) {
    guard edge.isZeroCopy || edge.isOfProgram, let value = edge.value,
      let address = plan.address(of: value),
      targets.contains(where: { $0.name == edge.target && allocator.shares(with: $0) })
    else { return }
    if let reason = places.reason(edge.region) {
      edge.obstacles = [.init(.address, reason)]
    } else if let fixed, fixed != address {
      edge.obstacles = [
        .init(.address, "@\(edge.region) was lowered before, with addresses of its own")
      ]
    } else {
      edge.address = address
      edge.arrangement = arrangement(of: edge, plan.values[value])
      edge.block = plan.values[value].packing?.layout.block
    }
  }

  private func arrangement(
    of edge: MemoryEdge, _ value: MemoryPlan.Value
  ) -> MemoryEdge.Arrangement {
    switch edge.direction {
    case .toAccelerator:
      if edge.maker != nil { return .stays }
      switch value.role {
      case .input: return .callers
      case .constant: return .laidOut
      case .output, .temporary: return .written(by: name(of: value.node))
      }
    case .toHost:
      guard let readers = edge.value.flatMap({ fusions[$0] }), let first = readers.first else {
        return .unread
      }
      return .read(by: name(of: first.step), others: readers.count - 1)
    }
  }

  private func name(of id: ID<Node>) -> String { module[id].op?.name ?? "\(id)" }

}

extension EdgePlanner.Places {
  fileprivate func reason(_ region: String) -> String? {
    switch self {
    case .any: nil
    case .several: "@\(region) is called more than once, and its instructions name one address"
    case .alias: "@\(region) gives it under another name too, and has one address for both"
    }
  }
}

extension [Int] {
  fileprivate subscript(place: Int, default other: Int) -> Int {
    indices.contains(place) ? self[place] : other
  }
}

extension MemoryEdge.Direction {
  /// What the accelerator does.
  fileprivate var verb: String { self == .toAccelerator ? "reads" : "writes" }
}

extension Handover {
  /// The layout of values on the way in `direction`.
  func layout(_ direction: MemoryEdge.Direction) -> BlockedLayout {
    BlockedLayout(
      block: max(1, direction == .toAccelerator ? inputBlock : outputBlock), rows: max(1, rows),
      isChannelsLast: isChannelsLast)
  }
}
