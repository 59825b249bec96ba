import GraphIR
import Support

extension AnnotatedRegions {

  /// The regions that by the rules of Relax become part of no other and take in no other: composites
  /// merge, and tuples and their fields between them where nothing else reads the tuple.
  /// - Cost: O(nodes + operands).
  /// - Source: Relax `MergeCompositeFunctions`.
  var closedInRelax: Set<Int> {
    let escaping = escapingTuples
    var closed: Set<Int> = []
    var open: Set<Int> = []
    for id in nodes {
      guard let region = region(of: id), module.annotation(id) == nil else { continue }
      switch module[id].kind {
      case .apply: if isComposite(id) { open.insert(region) } else { closed.insert(region) }
      case .tuple: if escaping.contains(id) { closed.insert(region) }
      case .projection:
        if escaping.contains(module.unmarked(module[id].operands[0])) { closed.insert(region) }
      default: closed.insert(region)
      }
    }
    return closed.subtracting(open)
  }

  private func isComposite(_ call: ID<Node>) -> Bool {
    module[module[call].operands[0]].function?.attributes["Composite"] != nil
  }

  /// What is read by more than fields of it.
  private var escapingTuples: Set<ID<Node>> {
    var found: Set<ID<Node>> = [module.unmarked(function.body)]
    for id in nodes where module.annotation(id) == nil {
      if case .projection = module[id].kind { continue }
      found.formUnion(module.dependenciesOutsideComposites(of: id).map(module.unmarked))
    }
    return found
  }

  /// Whether the same nodes are together in both, which are of the same function.
  func hasSameRegions(as other: AnnotatedRegions) -> Bool {
    var (here, there): ([Int: Int], [Int: Int]) = ([:], [:])
    for id in nodes {
      guard let first = region(of: id), let second = other.region(of: id) else { continue }
      if here[first, default: second] != second || there[second, default: first] != first {
        return false
      }
      (here[first], there[second]) = (second, first)
    }
    return true
  }

}
