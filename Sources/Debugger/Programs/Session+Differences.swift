public import Diagnostics
import GraphIR
import OrderedCollections
import Passes
import Support

extension Session {

  /// What differs between the programs after `before` and after `after` passes; the last pass where
  /// neither is given.
  /// - Errors: nothing is loaded, or not so many passes have been applied.
  public func difference(from before: Int?, to after: Int?) throws(Diagnostic) -> DifferenceAnswer {
    let history = try requireHistory()
    let depth = history.entries[history.current].depth
    let last = after ?? depth
    let first = before ?? max(0, last - 1)
    let (old, new) = (try program(at: first), try program(at: last))
    let difference = Difference(old, new)
    var lines = difference.changes.map { node, change in
      line(node, change, from: old.module, to: new.module)
    }
    for name in difference.lowered {
      lines += textLines(old.lowered[name]?.text, new.lowered[name]?.text, name)
    }
    return DifferenceAnswer(before: first, after: last, counts: difference.counts, lines: lines)
  }

  private func line(
    _ node: ID<Node>, _ change: Difference.Change, from old: GraphModule, to new: GraphModule
  ) -> DifferenceAnswer.Line {
    let name = "\(node)"
    switch change {
    case .removed: return .removed(node: name, old.line(of: node))
    case .added:
      return .added(node: name, new.line(of: node), origin: new.sourceText(of: node))
    case .changed: return .changed(node: name, from: old.line(of: node), to: new.line(of: node))
    case .moved(let from, let to):
      return .moved(node: name, new.line(of: node), from: from, to: to)
    }
  }

  /// Line by line: what two texts have in common at both ends is left out.
  private func textLines(
    _ before: String?, _ after: String?, _ name: String
  ) -> [DifferenceAnswer.Line] {
    let old = before?.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let new = after?.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    return [.region(name)]
      + (new ?? []).difference(from: old ?? []).inDisplayOrder.map { step in
        switch step {
        case .remove(_, let text, _): .removedText(text)
        case .insert(_, let text, _): .addedText(text)
        }
      }
  }

}

extension CollectionDifference {

  /// Removals and insertions in the order of the places that they are at.
  fileprivate var inDisplayOrder: [Change] {
    func place(_ change: Change) -> (Int, Int) {
      switch change {
      case .remove(let offset, _, _): (offset, 0)
      case .insert(let offset, _, _): (offset, 1)
      }
    }
    return sorted { place($0) < place($1) }
  }

}
