import Diagnostics
public import GraphIR
public import OrderedCollections
public import Support

/// On which accelerator each operator of a program is, as far as its passes have come: in the
/// function of a region, in what is annotated, or in a composite.
public struct Owners: Sendable {

  /// The accelerator of each operator, in the order of the program; nil is the host.
  public private(set) var targets: OrderedDictionary<ID<Node>, String?> = [:]

  private let module: GraphModule

  /// Operators that `partition` has left on the host.
  private let left: Set<ID<Node>>

  /// - Parameter targets: those that composites can be of.
  /// - Cost: O(nodes); not all of them where the work is to end.
  public init(_ program: Program, _ targets: [TargetInterface]) {
    module = program.module
    left = Set(
      program.decisions.filter { $0.value.contains { $0.pass == Partition.info.name } }.map(\.key))
    var walk = GraphWalk(module)
    for function in module.functions.values {
      if let target = function.attributes.text("Compiler") {
        add(function.body, of: target, &walk)
      } else {
        add(function, targets, &walk)
      }
    }
  }

  private mutating func add(_ body: ID<Node>, of target: String?, _ walk: inout GraphWalk) {
    for id in walk.postorder(from: [body]) { add(id, target) }
  }

  private mutating func add(_ id: ID<Node>, _ target: String?) {
    guard let op = module[id].op, !op.has(.annotation), targets[id] == nil else { return }
    targets.updateValue(target, forKey: id)
  }

  private mutating func add(
    _ function: Function, _ all: [TargetInterface], _ walk: inout GraphWalk
  ) {
    // What is annotated wrongly is reported by the passes that read it.
    let regions = try? AnnotatedRegions(function, in: module)
    for id in regions?.nodes ?? module.outerNodes(of: function) {
      let region = regions?.region(of: id).flatMap { regions?.regions[$0].target }
      let annotated = region == Annotation.host ? nil : region
      guard case .apply = module[id].kind, let callee = module[id].operands.first,
        let composite = module[callee].function, composite.attributes["Composite"] != nil
      else {
        add(id, annotated)
        continue
      }
      let isMarked = module[id].operands.dropFirst().contains { module.annotation($0) != nil }
      let isLeft = !isMarked && module.operators(inside: id).contains(where: left.contains)
      let owner = isLeft ? nil : all.owner(of: composite)?.name
      add(composite.body, of: isMarked ? annotated : owner, &walk)
    }
  }

  /// The operators of both that are on another accelerator in `other`, in the order of that.
  public func changes(
    to other: Owners
  ) -> [(operation: ID<Node>, before: String?, after: String?)] {
    other.targets.compactMap { id, after in
      guard let before = targets[id], before != after else { return nil }
      return (id, before, after)
    }
  }

}
