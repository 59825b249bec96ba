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
    let module = program.module
    guard let main = module.main else {
      throw .error("there is no function `@main` whose memory could be planned")
    }
    if !module.isTyped { try checkTypes(of: main, in: module) }
    program.memoryPlan = plan(program, main, context.targets)
  }

  private func checkTypes(of main: Function, in module: GraphModule) throws(Diagnostic) {
    for id in module.postorder(of: main) where module[id].type == nil {
      throw module.locating(
        .error("a value has no type", hints: ["`apply infer-types` finds types"]), at: id)
    }
  }

  private func plan(
    _ program: Program, _ main: Function, _ targets: [TargetInterface]
  ) -> MemoryPlan {
    let module = program.module
    let used = module.functions.values.compactMap { $0.attributes.text("Compiler") }
    let targets = targets.filter { used.contains($0.name) }
    let sharing = targets.filter(allocator.shares).map(\.handover)
    let constants = module.crossingConstants(main, sharing.isEmpty)
    let lifetimes = Lifetimes(module, main, placing: constants)
    var plan = MemoryPlan()
    plan.steps = lifetimes.steps
    plan.constantBytes = lifetimes.constantBytes
    plan.alignment =
      (targets.map(\.handover.alignment) + sharing.map(\.sharedAlignment))
      .reduce(64, leastCommonMultiple)
    plan.pageSize = targets.map(\.handover.pageSize).max() ?? 4096
    let callers = callerAlignment ?? plan.pageSize
    let layouts = LayoutPlanner(
      module, targets, allocator, lifetimes,
      sharesInputs: sharing.allSatisfy { callers % $0.sharedAlignment == 0 })
    plan.values = layouts.values
    plan.fusions = layouts.fusions
    var places = StorageAllocator(alignment: plan.alignment, reuses: reuses)
    places.place(
      &plan.values, replacing: sharing.isEmpty ? [:] : layouts.replacing(plan.values))
    plan.storages = places.storages
    if !sharing.isEmpty { plan.arena = arena(plan, sharing) }
    plan.edges =
      EdgePlanner(
        program, targets, allocator, Array(layouts.calls.values), plan, callerAlignment: callers
      ).edges()
    return plan
  }

  /// The first address that all accelerators may use, and how much of it what crosses takes.
  private func arena(_ plan: MemoryPlan, _ sharing: [Handover]) -> MemoryPlan.Arena {
    let first = sharing.map(\.firstAddress).max() ?? 0
    return MemoryPlan.Arena(
      address: (first + plan.alignment - 1) / plan.alignment * plan.alignment,
      byteCount: plan.storages.filter(\.isShared).reduce(0) { $0 + $1.byteCount })
  }

}

extension GraphModule {
  /// The constants that `main` hands to regions, unless there is none to share memory with.
  fileprivate func crossingConstants(_ main: Function, _ isNone: Bool) -> Set<ID<Node>> {
    guard !isNone else { return [] }
    let calls = postorder(of: main).filter { calledRegion($0) != nil }
    return Set(calls.flatMap { self[$0].operands }.filter { self[$0].form == .constant })
  }
}
