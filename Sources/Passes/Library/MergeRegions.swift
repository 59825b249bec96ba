import DequeModule
public import Diagnostics
import GraphIR
import OrderedCollections
import Support

/// Makes neighbouring regions of one target one region, where that does not depend on itself.
///
/// - Before: the program is annotated, by `annotate` or by hand.
/// - After: no annotations are left between regions that have become one.
/// - Errors: annotations that mark no regions, with the node; what the user wants to be one region
///   would depend on itself, with the way.
/// - Source: Relay 0.0.5 `MergeCompilerRegions`; Relax `MergeCompositeFunctions`.
public struct MergeRegions: Pass {

  public static let info = PassInfo(
    "merge-regions", "make neighbouring regions of one target one region",
    options: [strict, PartitionSemantics.option])

  private static let strict = PassOption(
    "strict", default: false,
    "whether regions that only nodes without annotations keep apart are an error")

  private let isStrict: Bool
  private let semantics: PartitionSemantics

  public init(_ options: PassOptions) throws(Diagnostic) {
    isStrict = options[Self.strict]
    semantics = options[PartitionSemantics.option]
  }

  public func run(on program: inout Program, in context: inout PassContext) throws(Diagnostic) {
    InferTypes.inferMissing(&program, as: Self.info.name)
    program.forgetDecisions(of: Self.info.name)
    let plan = AnnotationPlan(program, in: context)
    for function in program.module.openFunctions {
      let module = program.module
      let annotated = try AnnotatedRegions(function, in: module)
      var merger = try RegionMerger(annotated, plan, by: semantics)
      merger.run()
      if semantics != .relay {
        var other = try RegionMerger(annotated, plan)
        other.run()
        context.report(.note(difference(merger.regions, from: other.regions)))
      }
      try report(merger, in: module, to: &context)
      program.decide(decisions(merger, in: module))
      removeInner(merger.regions, in: &program)
    }
    InferTypes.inferMissing(&program, as: Self.info.name)
  }

  /// Takes away the annotations of edges that have come to lie in a region.
  private func removeInner(_ regions: AnnotatedRegions, in program: inout Program) {
    program.rewrite(as: Self.info.name) { rewriter in
      for id in regions.nodes where regions.side(of: id) == .begin {
        let marked = regions.marked(by: id)
        guard regions.side(of: marked) == .end, let region = regions.region(of: id),
          region == regions.region(of: marked)
        else { continue }
        rewriter.replace(id, by: regions.marked(by: marked), rule: "merge")
      }
    }
  }

  // MARK: Reports

  /// How many regions there are, and how many there would be with the rules of Relay.
  private func difference(
    _ regions: AnnotatedRegions, from other: AnnotatedRegions
  ) -> String {
    func count(_ regions: AnnotatedRegions) -> Int {
      regions.numbers.count { regions.regions[$0].target != Annotation.host }
    }
    let (here, there) = (count(regions), count(other))
    guard !regions.hasSameRegions(as: other) else {
      return "semantics=\(semantics.rawValue) makes the same regions as relay"
    }
    return "semantics=\(semantics.rawValue) makes \(counted(here, "region")), relay \(there): "
      + "only composites become one"
  }

  private func report(
    _ merger: RegionMerger, in module: GraphModule, to context: inout PassContext
  ) throws(Diagnostic) {
    for refusal in merger.refusals where refusal.isHole {
      let error = selfDependence(refusal, merger.regions, in: module)
      if isStrict { throw module.locating(error, at: module.unmarked(refusal.value)) }
      context.report(.warning(error.message, notes: error.notes))
    }
    if let (region, path) = merger.cycle {
      context.report(
        .warning(
          "\(module.words(forRegion: region, of: merger.regions)) depends on itself",
          notes: ["through \(module.words(forPath: path))"]))
    }
  }

  private func decisions(
    _ merger: RegionMerger, in module: GraphModule
  ) -> OrderedDictionary<ID<Node>, [Decision]> {
    var decisions: OrderedDictionary<ID<Node>, [Decision]> = [:]
    for refusal in merger.refusals {
      let value = module.unmarked(refusal.value)
      let target = merger.regions.regions[refusal.region].target
      guard target != Annotation.host else { continue }
      if let edit = refusal.split {
        decisions[value, default: []].append(
          Decision(
            pass: Self.info.name, target: target, .refused, .pinned(edit: "\(edit)")))
        continue
      }
      decisions[value, default: []].append(
        Decision(
          pass: Self.info.name, target: target, .refused,
          .selfDependence(
            Decision.RegionClash(
              region: refusal.region, value: merger.regions.firstValue(of: refusal.region),
              isHole: refusal.isHole))))
    }
    return decisions
  }

  private func selfDependence(
    _ refusal: RegionMerger.Refusal, _ regions: AnnotatedRegions, in module: GraphModule
  ) -> Diagnostic {
    let regionText = module.words(forRegion: refusal.region, of: regions)
    let path = module.pathOutside(
      from: module.unmarked(refusal.value), to: refusal.region, of: regions)
    return .error(
      "\(regionText) can not take in \(module.words(for: module.unmarked(refusal.value))), "
        + "because it also depends on it through nodes without annotations",
      notes: ["through \(module.words(forPath: path))"])
  }

}

extension GraphModule {

  /// A way from the region of `value` over nodes that are in no region to an input of `region`.
  fileprivate func pathOutside(
    from value: ID<Node>, to region: Int, of regions: AnnotatedRegions
  ) -> [ID<Node>] {
    let home = regions.region(of: value)
    var next: [ID<Node>: ID<Node>] = [:]
    var stack: [ID<Node>] = []
    for begin in regions.regions[region].begins
    where regions.region(of: regions.marked(by: begin)) == nil {
      next[regions.marked(by: begin)] = begin
      stack.append(regions.marked(by: begin))
    }
    while let id = stack.popLast() {
      if regions.region(of: id) == home {
        var path = [id]
        while let last = path.last, let after = next[last] { path.append(after) }
        return path
      }
      forEachOuterDependency(of: id) { operand in
        guard next[operand] == nil else { return }
        next[operand] = id
        stack.append(operand)
      }
    }
    return [value]
  }

}
