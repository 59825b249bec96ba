import Passes

/// Applies a pass without an option that it was given, or without all of them.
struct DefaultOptions: FixRule {

  static func changes(for question: FixQuestion) -> [FixChange] {
    var changes: [FixChange] = []
    for (index, call) in question.calls.enumerated() where call.name != EditAnnotations.info.name {
      let given = call.options.keys.sorted()
      for option in given {
        var looser = call
        looser.options[option] = nil
        changes.append(.replace(index + 1, by: looser))
      }
      if given.count > 1 {
        changes.append(.replace(index + 1, by: PassCall(call.name, target: call.target)))
      }
    }
    return changes
  }

}
