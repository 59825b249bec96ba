public import Diagnostics
import GraphIR
import OrderedCollections
import Support

extension PartitionSummary {

  /// Works out what of `program` goes where.
  ///
  /// Where regions are only annotated, they are counted as `partition` would make them.
  /// - Parameters:
  ///   - targets: the accelerators that the program is for, in order of priority.
  ///   - detail: what is found besides how much goes where; the rest of it is left empty.
  /// - Errors: annotations that mark no regions; the user asked to stop.
  /// - Cost: O(nodes + operands), and `partition` and `plan-memory` where they have not run.
  public init(
    _ program: Program, targets: [TargetInterface], finding detail: Detail = .all
  ) throws(Diagnostic) {
    let stage = Stage(of: program)
    let program = stage == .annotated ? try program.partitioned(for: targets) : program
    var counter = PartitionCounter(program, stage, for: targets, finding: detail)
    try counter.run()
    self = counter.summary
    if detail.contains(.copies) { addCopies(of: program, for: targets) }
    try Interruption.current.check()
    addOwners(targets.map(\.name))
  }

  /// Adds what is copied on the way to regions and back.
  private mutating func addCopies(of program: Program, for targets: [TargetInterface]) {
    guard !regions.isEmpty else { return }
    let places = Dictionary(
      regions.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    if let plan = program.memoryPlan {
      for edge in plan.edges where !edge.isZeroCopy {
        guard let place = places[edge.region] else { continue }
        regions[place].addCopy(edge.byteCount ?? 0, isOfProgram: edge.isOfProgram)
      }
      return
    }
    do throws(Diagnostic) {
      try PlanMemory(PassOptions(for: PlanMemory.info)).forEachCopy(of: program, for: targets) {
        guard let place = places[$0] else { return }
        regions[place].addCopy($2, isOfProgram: $1)
      }
    } catch {
      copiesProblem = error.message
    }
  }

  /// Adds up regions and what is left by where they are.
  private mutating func addOwners(_ targets: [String]) {
    let names = OrderedSet(targets + regions.map(\.target))
    owners = names.map { Owner(target: $0) } + [Owner(target: nil)]
    for region in regions where !region.isLeft {
      guard let place = names.firstIndex(of: region.target) else { continue }
      owners[place].regions += 1
      owners[place].amount.add(region.amount)
    }
    for left in rest { owners[names.count].amount.add(left.amount) }
    for owner in owners { total.add(owner.amount) }
  }

}

extension PartitionSummary.Region {
  fileprivate mutating func addCopy(_ bytes: Int, isOfProgram: Bool) {
    if isOfProgram {
      ends += 1
      endBytes = capped(endBytes, bytes)
    } else {
      copies += 1
      copiedBytes = capped(copiedBytes, bytes)
    }
  }
}

extension PartitionSummary.Stage {

  init(of program: Program) {
    let module = program.module
    let isAnnotated = module.openFunctions.contains { function in
      module.outerNodes(of: function).contains { module[$0].side != nil }
    }
    let decisions = program.decisions.values.joined()
    // Where nothing is taken there is nothing that `annotate` would mark.
    let isDecided =
      decisions.contains { [Annotate.info.name, Partition.info.name].contains($0.pass) }
      || decisions.contains { $0.pass == MergeComposite.info.name }
        && !decisions.contains { $0.pass == MergeComposite.info.name && $0.verdict == .taken }
        && program.targets.allSatisfy(\.operators.isEmpty)
    let hasRegions = module.functions.values.contains { $0.attributes["Compiler"] != nil }
    self = isAnnotated ? .annotated : hasRegions || isDecided ? .partitioned : .undecided
  }

}

extension Program {

  /// The program with its regions as functions, as `partition` would make them of annotations; what
  /// has none is as it is.
  /// - Errors: annotations that mark no regions; the user asked to stop.
  public func partitioned(for targets: [TargetInterface]) throws(Diagnostic) -> Program {
    guard PartitionSummary.Stage(of: self) == .annotated else { return self }
    var program = self
    var context = PassContext(targets: targets)
    context.interruption = .current
    try Partition(PassOptions(for: Partition.info)).run(on: &program, in: &context)
    return program
  }

}
