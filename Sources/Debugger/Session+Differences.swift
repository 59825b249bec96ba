public import Canvas
public import Diagnostics
import GraphIR
import OrderedCollections
import Passes
import Support

/// The answer to `diff`.
public struct DifferenceView: Sendable {

  public struct Line: Sendable {
    public var mark: String
    public var text: String
    public var role: Role
  }

  public var before: Int
  public var after: Int
  public var counts: Difference.Counts
  public var lines: [Line]
}

extension Session {

  /// What differs between the programs after `before` and after `after` passes; the last pass where
  /// neither is given.
  /// - Errors: nothing is loaded, or not so many passes have been applied.
  public func difference(from before: Int?, to after: Int?) throws(Diagnostic) -> DifferenceView {
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
    return DifferenceView(before: first, after: last, counts: difference.counts, lines: lines)
  }

  private func line(
    _ node: ID<Node>, _ change: Difference.Change, from old: GraphModule, to new: GraphModule
  ) -> DifferenceView.Line {
    switch change {
    case .removed: .init(mark: "-", text: old.line(of: node), role: .removed)
    case .added:
      .init(
        mark: "+",
        text: "\(new.line(of: node))  // \(sourceText(of: node, in: new))", role: .added)
    case .changed:
      .init(
        mark: "~", text: "\(old.line(of: node))  →  \(new.line(of: node))", role: .changed)
    case .moved(let from, let to):
      .init(mark: "»", text: "\(new.line(of: node))  // @\(from) → @\(to)", role: .changed)
    }
  }

  /// Line by line: what two texts have in common at both ends is left out.
  private func textLines(
    _ before: String?, _ after: String?, _ name: String
  ) -> [DifferenceView.Line] {
    let old = before?.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let new = after?.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    var lines = [DifferenceView.Line(mark: "@", text: name, role: .title)]
    for step in (new ?? []).difference(from: old ?? []).inDisplayOrder {
      switch step {
      case .remove(_, let text, _): lines.append(.init(mark: "-", text: text, role: .removed))
      case .insert(_, let text, _): lines.append(.init(mark: "+", text: text, role: .added))
      }
    }
    return lines
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
