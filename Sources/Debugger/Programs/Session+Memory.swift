public import Diagnostics
import GraphIR
import OrderedCollections
import Passes
import Simulation
import Support
import Tensors

extension Session {

  /// The memory plan, or what `plan-memory` would find now.
  /// - Errors: nothing is loaded, or the graph cannot be planned.
  private func currentPlan() throws(Diagnostic) -> (
    plan: MemoryPlan, program: Program, state: PlanState
  ) {
    let history = try requireHistory()
    if let plan = history.program.memoryPlan { return (plan, history.program, .planned) }
    var copy = self
    var context = try copy.passContext()
    let pass = try PlanMemory(PassOptions(for: PlanMemory.info))
    let planned = try history.program.applying(pass, in: &context)
    let wasPlanned = history.path.contains { history.entries[$0].program.memoryPlan != nil }
    return (
      planned.memoryPlan ?? MemoryPlan(), history.program, wasPlanned ? .outdated : .notPlanned
    )
  }

  /// What crosses between the host and accelerators.
  /// - Errors: nothing is loaded, or the graph cannot be planned.
  public func copies() throws(Diagnostic) -> CopiesAnswer {
    let (plan, program, state) = try currentPlan()
    let crossed = copiesOfRun(of: plan, state)
    let copies = plan.edges.map { edge in
      CopyView(
        route: edge.route, node: edge.nodes.first.map { name(of: $0, in: program.module) } ?? "",
        source: edge.nodes.first.map { program.module.sourceText(of: $0) } ?? "",
        byteCount: edge.byteCount, isZeroCopy: edge.isZeroCopy, isOfProgram: edge.isOfProgram,
        address: edge.address, copiedBytes: crossed?[edge],
        obstacles: edge.obstacles.map(\.kind.rawValue), sentence: edge.sentence,
        needsMaintenance: edge.needsMaintenance)
    }
    let totals = MemoryEdge.Direction.allCases.map { direction in
      let edges = plan.edges.filter { $0.direction == direction }
      return CopiesAnswer.Total(
        direction: direction == .toAccelerator ? .toAccelerators : .toHost, edges: edges.count,
        copies: edges.filter { !$0.isZeroCopy }.count, byteCount: plan.copiedBytes(direction))
    }
    let open = Set(plan.edges.map(\.region)).subtracting(program.lowered.keys).sorted()
    return CopiesAnswer(
      plan: state, copies: copies, totals: totals, notLowered: open,
      arena: plan.arena.map { .init(address: $0.address, byteCount: $0.byteCount) },
      run: crossed.map { run(of: plan, $0) })
  }

  /// What the last sample that ran to its end copied, or the first one so far.
  private func copiesOfRun(of plan: MemoryPlan, _ state: PlanState) -> BorderCopies? {
    guard let host = journey?.host,
      host.memory.map({ $0.plan == plan }) ?? (state != .planned)
    else { return nil }
    return host.copiesOfSamples.last ?? host.copies
  }

  private func run(of plan: MemoryPlan, _ copies: BorderCopies) -> CopiesAnswer.Run {
    CopiesAnswer.Run(
      samples: journey?.host?.results.count ?? 0, byteCount: copies.total,
      byteCountOfProgram: plan.edges.filter(\.isOfProgram).reduce(0) { $0 + (copies[$1] ?? 0) },
      differences: copies.differences(from: plan))
  }

  /// - Units: bytes that the last sample copied, where the host shares memory with accelerators.
  var copiesWithOneAllocator: Int? {
    guard let host = journey?.host, host.memory?.plan.arena != nil else { return nil }
    return host.copies.total
  }

  /// Where the run that has come to its end copied something else than was planned, in sentences.
  var unplannedCopies: [String] {
    guard let host = journey?.host, host.isFinished, let plan = host.memory?.plan else { return [] }
    return host.copies.differences(from: plan)
  }

  /// The storages of the host.
  /// - Errors: nothing is loaded, or the graph cannot be planned.
  public func storages() throws(Diagnostic) -> StorageAnswer {
    let (plan, program, state) = try currentPlan()
    let module = program.module
    let storages = plan.storages.enumerated().map { number, storage in
      let values = storage.values.map { plan.values[$0] }.map { value in
        StorageView.Value(
          node: name(of: value.node, in: module) + (value.field.map { ".\($0)" } ?? ""),
          role: value.role.rawValue, byteCount: value.byteCount ?? 0,
          first: value.life.lowerBound, last: value.life.upperBound,
          views: value.views.map { name(of: $0, in: module) },
          block: value.packing?.layout.block, isInPlace: value.replaced != nil)
      }
      return StorageView(
        number: number, byteCount: storage.byteCount, offset: storage.offset,
        isCallers: storage.isCallers, isShared: storage.isShared, values: values)
    }
    return StorageAnswer(
      plan: state, storages: storages, byteCount: plan.byteCount, pageCount: plan.pageCount,
      pageSize: plan.pageSize, alignment: plan.alignment,
      byteCountWithoutReuse: plan.byteCountWithoutReuse, leastByteCount: plan.leastByteCount,
      constantBytes: plan.constantBytes,
      unplanned: plan.unplanned.map { module.title(of: $0.node) },
      steps: plan.steps.map { name(of: $0, in: module) },
      arenaAddress: plan.arena?.address, arenaByteCount: plan.arena?.byteCount)
  }

  /// A node as in `describe`, a parameter by its name.
  private func name(of id: ID<Node>, in module: GraphModule) -> String {
    if case .variable(let name) = module[id].kind { return "\(id) %\(name)" }
    return module.title(of: id)
  }

  /// Where the value of a node of `ids` crosses to an accelerator or back.
  func crossings(of ids: Set<ID<Node>>, in program: Program) -> [WhyReason] {
    guard let plan = program.memoryPlan else { return [] }
    return plan.edges.filter { edge in edge.nodes.contains { ids.contains($0) } }.map { edge in
      let size = edge.byteCount.map { ", \(byteText($0))" } ?? ""
      let what = edge.isZeroCopy ? "handed over without a copy" : "copied\(size)"
      var reason = WhyReason(
        edge.isZeroCopy ? .shared : .copied, "memory: \(edge.route) is \(what): \(edge.sentence)")
      reason.node = edge.nodes.first.map { "\($0)" }
      reason.obstacles = edge.obstacles.map(\.kind.rawValue)
      return reason
    }
  }

}
