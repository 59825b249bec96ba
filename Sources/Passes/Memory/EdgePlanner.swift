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

  /// Whether edges are said in words, or only counted.
  let isWorded: Bool

  /// The operators of the host that read a value, or write it, in the layout of an accelerator.
  private let fusions: [Int: [MemoryPlan.Fusion]]

  init(
    _ program: Program, _ targets: [TargetInterface], _ allocator: HostAllocator,
    _ calls: [RegionCall], _ plan: MemoryPlan, callerAlignment: Int, isWorded: Bool = true
  ) {
    self.program = program
    self.targets = targets
    self.allocator = allocator
    self.calls = calls
    self.plan = plan
    self.callerAlignment = callerAlignment
    self.isWorded = isWorded
    fusions = isWorded ? Dictionary(grouping: plan.fusions, by: \.value) : [:]
  }

  private var module: GraphModule { program.module }

  /// The edges in the order of the calls, what goes in before what comes out.
  func edges() -> [MemoryEdge] {
    let only = onlyCalls
    return calls.flatMap { call -> [MemoryEdge] in
      let isOnly = only.contains(call.name)
      return inputs(of: call, isOnly: isOnly) + outputs(of: call, isOnly: isOnly)
    }
  }

  /// Calls `visit` for each edge of `edges` that is copied: its region, whether only because the
  /// program's caller has it, and its bytes. No value needs a place yet.
  func forEachCopy(_ visit: (_ region: String, _ isOfProgram: Bool, _ byteCount: Int) -> Void) {
    let only = onlyCalls
    for call in calls {
      let target = targets.first { $0.name == call.target }
      let isOnly = only.contains(call.name)
      func count(
        _ direction: MemoryEdge.Direction, _ crossing: RegionCall.Crossing, _ places: Places
      ) {
        var obstacles = obstacles(direction, call, crossing, target)
        let address = addressObstacle(obstacles, crossing.value, target, places, call.name)
        if let address { obstacles = [address] }
        guard !obstacles.isEmpty else { return }
        visit(
          call.name, obstacles.allSatisfy { $0.kind == .program },
          byteCount(direction, crossing.type, target) ?? 0)
      }
      for crossing in call.inputs { count(.toAccelerator, crossing, isOnly ? .any : .several) }
      var given = Set(module.functions[call.name]?.parameters ?? [])
      for crossing in call.outputs {
        let isAlias = !given.insert(crossing.root).inserted
        count(.toHost, crossing, isOnly ? isAlias ? .alias : .any : .several)
      }
    }
  }

  /// The regions that are called once.
  private var onlyCalls: Set<String> {
    var (only, several): (Set<String>, Set<String>) = ([], [])
    for call in calls where !only.insert(call.name).inserted { several.insert(call.name) }
    return only.subtracting(several)
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
    return MemoryEdge(
      direction: direction, region: call.name, target: call.target, position: 0, call: call.node,
      nodes: [], value: crossing.value, byteCount: byteCount(direction, crossing.type, target),
      obstacles: obstacles(direction, call, crossing, target),
      needsMaintenance: target?.handover.isCoherent == false)
  }

  private func obstacles(
    _ direction: MemoryEdge.Direction, _ call: RegionCall, _ crossing: RegionCall.Crossing,
    _ target: TargetInterface?
  ) -> [MemoryEdge.Obstacle] {
    guard let target else {
      return [
        obstacle(.unknown, "`\(call.target)` is not selected, so that its layout is not known")
      ]
    }
    return allocator.shares(with: target)
      ? sharedObstacles(direction, crossing, target) : obstacles(direction, crossing, target)
  }

  /// An obstacle with its sentence, where that is asked for.
  private func obstacle(
    _ kind: MemoryEdge.Obstacle.Kind, _ sentence: @autoclosure () -> String
  ) -> MemoryEdge.Obstacle {
    .init(kind, isWorded ? sentence() : "")
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
      obstacles.append(obstacle(.layout, sentence(direction.verb, layout.block, extents)))
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
        obstacle(
          .type,
          "the accelerator \(direction.verb) \(target.types.data), the host keeps \(type.element)"))
    }
    if type.extents == nil {
      obstacles.append(
        obstacle(.unknown, "the extents of \(type) are not known before the program runs"))
    }
    return obstacles
  }

  private func misalignment(
    _ direction: MemoryEdge.Direction, _ target: TargetInterface
  ) -> MemoryEdge.Obstacle? {
    guard callerAlignment % max(1, target.handover.alignment) != 0 else { return nil }
    return obstacle(
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
      return [obstacle(.unknown, "which value it is depends on a condition")]
    }
    let value = plan.values[index]
    let layout = target.handover.layout(direction)
    if direction == .toHost, value.role == .output, value.packing != nil {
      return [
        obstacle(.program, "it is an output of the program, whose caller reads it as the host does")
      ]
    }
    guard value.isShared else {
      if layout.isPlain(extents), let obstacle = misalignment(direction, target) {
        return [obstacle]
      }
      return [
        obstacle(.program, "it is an input of the program, whose caller writes it as the host does")
      ]
    }
    let own = value.packing?.layout ?? BlockedLayout(block: 1)
    let shape = value.packing?.extents ?? value.type.extents ?? []
    guard !own.hasSameBytes(shape, as: extents, in: layout) else { return [] }
    return [
      obstacle(
        .layout,
        "the accelerator \(direction.verb) \(extents) in blocks of \(layout.block) channels, "
          + "and it lies as \(shape) in blocks of \(own.block)")
    ]
  }

  /// How often a region has an address for what crosses.
  fileprivate enum Places { case any, several, alias }

  /// Why what both sides could use has no place for it; nil where it has one, or none is needed.
  private func addressObstacle(
    _ obstacles: [MemoryEdge.Obstacle], _ value: Int?, _ target: TargetInterface?,
    _ places: Places, _ region: String, fixed: Int? = nil
  ) -> MemoryEdge.Obstacle? {
    guard obstacles.allSatisfy({ $0.kind == .program }), let value, plan.isInArena(value),
      let target, allocator.shares(with: target)
    else { return nil }
    if let reason = places.reason(region) { return obstacle(.address, reason) }
    guard let fixed, fixed != plan.address(of: value) else { return nil }
    return obstacle(.address, "@\(region) was lowered before, with addresses of its own")
  }

  /// Gives the edge its place in the arena, or says why it has none.
  private func settle(_ edge: inout MemoryEdge, _ places: Places, _ fixed: Int?) {
    let target = targets.first { $0.name == edge.target }
    let obstacle = addressObstacle(
      edge.obstacles, edge.value, target, places, edge.region, fixed: fixed)
    if let obstacle {
      edge.obstacles = [obstacle]
    } else if edge.isZeroCopy || edge.isOfProgram, let value = edge.value,
      let address = plan.address(of: value), target.map(allocator.shares) ?? false
    {
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
