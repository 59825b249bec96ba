import Tensors

extension PlanBuilder {

  /// The product that an assignment is, where it can be added up where it goes: of bytes that stand
  /// in the state, with one axis or two, to numbers of 32 bits that share no byte with them.
  func sums(_ work: ActionPlan.Work, from first: Int) -> SumsPlan? {
    guard case .assign(let value, let target, let adds) = work,
      case .contract(let left, let right) = nodes[value].work,
      let (x, y, z) = parts(left, right, target),
      nodes[left].type == .int8, nodes[right].type == .int8, nodes[target].type == .int32,
      nodes[value].rank == nodes[target].rank, nodes[left].rank == nodes[value].rank,
      nodes[right].rank == 2, nodes[value].rank <= 2,
      isApart(x, z), isApart(y, z), hasNeighbours(target, z)
    else { return nil }
    return SumsPlan(
      left: left, right: right, target: target, adds: adds, factors: first ..< value)
  }

  private func parts(_ a: Int, _ b: Int, _ c: Int) -> (Int, Int, Int)? {
    guard let a = part(of: a), let b = part(of: b), let c = part(of: c) else { return nil }
    return (a, b, c)
  }

  /// The part of which a node is a window, its last two axes maybe exchanged.
  private func part(of node: Int) -> Int? {
    switch nodes[node].work {
    case .window(let window): windows[window].state
    case .transpose(let source): part(of: source)
    default: nil
    }
  }

  private func isApart(_ a: Int, _ b: Int) -> Bool {
    !layout.places[a].bytes.overlaps(layout.places[b].bytes)
  }

  /// Whether the last axis of a window is the last of its part, where numbers lie side by side.
  private func hasNeighbours(_ node: Int, _ part: Int) -> Bool {
    guard case .window(let window) = nodes[node].work, let last = windows[window].axes.last else {
      return false
    }
    return axes[last].count != nil && axes[last].stride == 1
  }

}
