import GraphIR
import OrderedCollections
import Passes
import Support

extension PartitionAnswer {

  /// `summary` in the words of readers.
  /// - Parameter module: the graph that it is of.
  init(_ summary: PartitionSummary, of module: GraphModule, model: String, position: Int) {
    self.init(model: model, position: position, stage: Stage(summary.stage))
    regions = summary.regions.map { Region($0) }
    splits = summary.splits.map { Split($0, summary, module) }
    rest = summary.rest.map {
      Rest(
        operation: $0.operation, cause: Cause($0.cause), amount: Amount($0.amount),
        example: Node($0.example, in: module))
    }
    owners = summary.owners.map {
      Owner(target: $0.target, regions: $0.regions, amount: Amount($0.amount))
    }
    total = Amount(summary.total)
    modelProducts.total = summary.modelProducts.total
    modelProducts.offloaded = summary.modelProducts.offloaded
    unsized = summary.unsized
    copiesProblem = summary.copiesProblem
  }

}

extension PartitionAnswer.Stage {
  init(_ stage: PartitionSummary.Stage) {
    self =
      switch stage {
      case .undecided: .undecided
      case .annotated: .annotated
      case .partitioned: .partitioned
      }
  }
}

extension PartitionAnswer.Amount {
  init(_ amount: PartitionSummary.Amount) {
    self.init()
    operators = amount.operators
    multiplyAccumulates = amount.multiplyAccumulates
    bytes = amount.bytes
    weightBytes = amount.weightBytes
  }
}

extension PartitionAnswer.Node {
  init(_ id: ID<Node>, in module: GraphModule) {
    self.init(title: module.title(of: id), source: module.sourceText(of: id))
  }
}

extension PartitionAnswer.Cause {
  init(_ cause: HostCause) {
    self.init(
      code: cause.code, detail: cause.detail, target: cause.target, sentence: cause.sentence,
      remedy: cause.remedy)
  }
}

extension PartitionAnswer.Region {
  fileprivate init(_ region: PartitionSummary.Region) {
    self.init(
      name: region.name, target: region.target, amount: .init(region.amount),
      operations: [PartitionAnswer.Count](region.operations),
      composites: [PartitionAnswer.Count](region.composites), bytesIn: region.bytesIn,
      bytesOut: region.bytesOut, copies: region.copies, copiedBytes: region.copiedBytes,
      ends: region.ends, endBytes: region.endBytes, level: region.level, isLeft: region.isLeft)
  }
}

extension [PartitionAnswer.Count] {
  /// The most frequent one first.
  fileprivate init(_ counts: OrderedDictionary<String, Int>) {
    self = counts.map { Element(name: $0.key, count: $0.value) }
      .sorted { ($1.count, $0.name) < ($0.count, $1.name) }
  }
}

extension PartitionAnswer.Split {
  fileprivate init(_ split: RegionSplit, _ summary: PartitionSummary, _ module: GraphModule) {
    self.init(
      kind: Kind(split.kind), before: summary.regions[split.before].name,
      after: summary.regions[split.after].name, target: summary.regions[split.after].target,
      node: split.node.map { .init($0, in: module) }, others: split.others, owner: split.owner,
      cause: split.cause.map { .init($0) })
  }
}

extension PartitionAnswer.Split.Kind {
  fileprivate init(_ kind: RegionSplit.Kind) {
    self =
      switch kind {
      case .operator: .operator
      case .unmerged: .unmerged
      case .independent: .independent
      }
  }
}
