public import Diagnostics
import GraphIR
import OrderedCollections
import Support

/// Says where each value of `main` stands on the host, and which of them are copied on the way to
/// an accelerator and back.
///
/// - Before: any graph that is typed; without regions everything stays on the host.
/// - After: the graph is the same, and the program has a memory plan until it changes.
public struct PlanMemory: Pass {

  public static let info = PassInfo(
    "plan-memory",
    "give each value of `main` its place on the host, and say what is copied to accelerators",
    options: [reuse, alignment, allocator])

  private enum Reuse: String, CaseIterable { case on, off }

  private static let reuse = PassOption(
    "reuse", default: Reuse.on, "whether values that are not alive together share memory")

  private static let alignment = PassOption(
    "caller-alignment", default: "page", in: 1 ... .max,
    "what the memory of the inputs is aligned to, in bytes; `page` for whole pages")

  private static let allocator = PassOption(
    "host-allocator", default: HostAllocator.automatic,
    "whose memory the values stand in: `shared` for one allocator for host and accelerators, where "
      + "what crosses has the accelerator's layout; `auto` for that where memory is coherent")

  private let allocator: HostAllocator
  private let reuses: Bool

  /// - Units: bytes; nil for the size of a page.
  private let callerAlignment: Int?

  public init(_ options: PassOptions) throws(Diagnostic) {
    allocator = options[Self.allocator]
    reuses = options[Self.reuse] == .on
    callerAlignment = options[Self.alignment]
  }

  /// - Errors: there is no `main`, or a value of it has no type.
  public func run(on program: inout Program, in context: inout PassContext) throws(Diagnostic) {
    program.memoryPlan = plan(program, try checkedMain(of: program.module), context.targets)
  }

  /// What is copied on the way to regions and back, as the plan of `program` says it, without the
  /// rest of the plan: for each edge its region, whether it is copied only because the program's caller
  /// has it, and its bytes.
  /// - Errors: there is no `main`, or a value of it has no type.
  func forEachCopy(
    of program: Program, for targets: [TargetInterface],
    _ visit: (_ region: String, _ isOfProgram: Bool, _ byteCount: Int) -> Void
  ) throws(Diagnostic) {
    let main = try checkedMain(of: program.module)
    // What was lowered has addresses, with which those of the plan are compared.
    guard program.lowered.isEmpty else {
      for edge in plan(program, main, targets).edges where !edge.isZeroCopy {
        visit(edge.region, edge.isOfProgram, edge.byteCount ?? 0)
      }
      return
    }
    let draft = draft(program, main, targets)
    draft.edges(of: program, draft.plan, allocator, isWorded: false).forEachCopy(visit)
  }

  private func checkedMain(of module: GraphModule) throws(Diagnostic) -> Function {
    guard let main = module.main else {
      throw .error("there is no function `@main` whose memory could be planned")
    }
    if !module.isTyped { try checkTypes(of: main, in: module) }
    return main
  }

  private func checkTypes(of main: Function, in module: GraphModule) throws(Diagnostic) {
    for id in module.postorder(of: main) where module[id].type == nil {
      throw module.locating(
        .error("a value has no type", hints: ["`apply infer-types` finds types"]), at: id)
    }
  }

  /// A plan that has all but places, with an arena where memory is shared, and what edges are found with.
  private struct Draft {

    var plan = MemoryPlan()
    let targets: [TargetInterface]
    let layouts: LayoutPlanner
    let callerAlignment: Int

    func edges(
      of program: Program, _ plan: MemoryPlan, _ allocator: HostAllocator, isWorded: Bool = true
    ) -> EdgePlanner {
      EdgePlanner(
        program, targets, allocator, Array(layouts.calls.values), plan,
        callerAlignment: callerAlignment, isWorded: isWorded)
    }
  }

  private func draft(
    _ program: Program, _ main: Function, _ targets: [TargetInterface]
  ) -> Draft {
    let module = program.module
    let used = Set(module.functions.values.compactMap { $0.attributes.text("Compiler") })
    let targets = targets.filter { used.contains($0.name) }
    let sharing = targets.filter(allocator.shares).map(\.handover)
    let constants = module.crossingConstants(main, sharing.isEmpty)
    let lifetimes = Lifetimes(module, main, placing: constants)
    var plan = MemoryPlan()
    plan.steps = lifetimes.steps
    plan.constantBytes = lifetimes.constantBytes
    plan.alignment =
      (targets.map(\.handover.alignment) + sharing.map(\.sharedAlignment))
      .reduce(64) { $0.aligned(with: $1) }
    plan.pageSize = targets.map(\.handover.pageSize).max() ?? 4096
    let callers = callerAlignment ?? plan.pageSize
    let layouts = LayoutPlanner(
      module, targets, allocator, lifetimes,
      sharesInputs: sharing.allSatisfy { callers % $0.sharedAlignment == 0 })
    plan.values = layouts.values
    plan.fusions = layouts.fusions
    if !sharing.isEmpty { plan.arena = emptyArena(plan, sharing) }
    return Draft(plan: plan, targets: targets, layouts: layouts, callerAlignment: callers)
  }

  private func plan(
    _ program: Program, _ main: Function, _ targets: [TargetInterface]
  ) -> MemoryPlan {
    let draft = draft(program, main, targets)
    var plan = draft.plan
    var places = StorageAllocator(alignment: plan.alignment, reuses: reuses)
    places.place(
      &plan.values, replacing: plan.arena == nil ? [:] : draft.layouts.replacing(plan.values))
    plan.storages = places.storages
    plan.arena?.byteCount = plan.storages.filter(\.isShared).map(\.byteCount).reduce(0, +)
    plan.edges = draft.edges(of: program, plan, allocator).edges()
    return plan
  }

  /// Where all accelerators may use memory, with nothing in it yet.
  private func emptyArena(_ plan: MemoryPlan, _ sharing: [Handover]) -> MemoryPlan.Arena {
    let first = sharing.map(\.firstAddress).max() ?? 0
    return MemoryPlan.Arena(address: plan.rounded(first), byteCount: 0)
  }

}

extension GraphModule {
  /// The constants that `main` hands to regions, unless there is none to share memory with.
  fileprivate func crossingConstants(_ main: Function, _ isNone: Bool) -> Set<ID<Node>> {
    guard !isNone, nodes.elements.contains(where: { $0.form == .constant }) else { return [] }
    let calls = postorder(of: main).filter { calledRegion($0) != nil }
    return Set(calls.flatMap { self[$0].operands }.filter { self[$0].form == .constant })
  }
}
