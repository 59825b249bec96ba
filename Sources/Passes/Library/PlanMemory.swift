public import Diagnostics
import GraphIR
import OrderedCollections
import Support

/// Says where each value of `main` stands on the host, and which of them are copied on the way to an
/// accelerator and back.
///
/// - Before: any graph that is typed; without regions everything stays on the host.
/// - After: the graph is the same, and the program has a memory plan until it changes.
public struct PlanMemory: Pass {

  public static let info = PassInfo(
    "plan-memory",
    "give each value of `main` its place on the host, and say what is copied to accelerators",
    options: [reuse, alignment])

  private enum Reuse: String, CaseIterable { case on, off }

  private static let reuse = PassOption(
    "reuse", default: Reuse.on, "whether values that are not alive together share memory")

  private static let alignment = PassOption(
    "caller-alignment", default: "page", in: 1 ... .max,
    "what the memory of the inputs is aligned to, in bytes; `page` for whole pages")

  private let reuses: Bool

  /// - Units: bytes; nil for the size of a page.
  private let callerAlignment: Int?

  public init(_ options: PassOptions) throws(Diagnostic) {
    reuses = options[Self.reuse] == .on
    callerAlignment = options[Self.alignment]
  }

  /// - Errors: there is no `main`, or a value of it has no type.
  public func run(on program: inout Program, in context: inout PassContext) throws(Diagnostic) {
    let module = program.module
    guard let main = module.main else {
      throw .error("there is no function `@main` whose memory could be planned")
    }
    for id in module.postorder(of: main) where module[id].type == nil {
      throw module.locating(
        .error("a value has no type", hints: ["`apply infer-types` finds types"]), at: id)
    }
    let used = module.functions.values.compactMap { $0.attributes.text("Compiler") }
    let handovers = context.targets.filter { used.contains($0.name) }.map(\.handover)
    let lifetimes = Lifetimes(module, main)
    var plan = MemoryPlan()
    plan.steps = lifetimes.steps
    plan.constantBytes = lifetimes.constantBytes
    plan.alignment = handovers.map(\.alignment).reduce(64, leastCommonMultiple)
    plan.pageSize = handovers.map(\.pageSize).max() ?? 4096
    plan.values = lifetimes.values
    var allocator = StorageAllocator(alignment: plan.alignment, reuses: reuses)
    allocator.place(&plan.values)
    plan.storages = allocator.storages
    plan.edges =
      EdgePlanner(
        module: module, targets: context.targets, lifetimes: lifetimes,
        callerAlignment: callerAlignment ?? plan.pageSize
      ).edges()
    program.memoryPlan = plan
  }

}

private func leastCommonMultiple(_ a: Int, _ b: Int) -> Int {
  var (x, y) = (a, max(1, b))
  while y != 0 { (x, y) = (y, x % y) }
  return a / x * max(1, b)
}
