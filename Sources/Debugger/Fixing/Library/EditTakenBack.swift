import Passes

/// Takes back what the user said of where an operator goes.
struct EditTakenBack: FixRule {

  static func changes(for question: FixQuestion) -> [FixChange] {
    let edits = question.causes.compactMap(\.decision.reason.edit)
    return question.calls.indices.compactMap { index in
      let call = question.calls[index]
      guard call.name == EditAnnotations.info.name,
        let edit = call.options[EditAnnotations.edit.name],
        edits.contains(edit)
      else { return nil }
      return .take(back: edit, at: index + 1)
    }
  }

}

extension Decision.Reason {
  /// The line of the user that decided it.
  fileprivate var edit: String? {
    switch self {
    case .pinned(let edit), .excluded(let edit): edit
    default: nil
    }
  }
}
