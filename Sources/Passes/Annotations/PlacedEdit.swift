import GraphIR
import Support

/// An edit as it was said of a program.
///
/// It speaks of what it selected then, and of what passes make of that. Where it selected nothing, as
/// those of descriptions do, it speaks of what it selects whenever it is asked.
public struct PlacedEdit: Sendable, Hashable {

  public let edit: AnnotationEdit

  /// What each of its selectors selected.
  let selected: [[ID<Node>]]

  public init(_ edit: AnnotationEdit) { self.init(edit, selected: []) }

  init(_ edit: AnnotationEdit, selected: [[ID<Node>]]) {
    self.edit = edit
    self.selected = selected
  }

}

extension Program {

  /// Which operators `placed` speaks of as the program stands.
  /// - Cost: O(nodes).
  public func selection(by placed: PlacedEdit) -> EditSelection {
    EditSelection(
      nodes: EditScope(module).nodes(placed).flatMap(\.self),
      hasSelectors: !placed.edit.selectors.isEmpty)
  }

}
