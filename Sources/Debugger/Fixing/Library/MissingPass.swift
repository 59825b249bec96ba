import Passes

/// Applies a pass of the default pipeline that was left out.
struct MissingPass: FixRule {

  static func changes(for question: FixQuestion) -> [FixChange] {
    question.missing.map { .insert(PassCall($0.pass.info.name), at: $0.place) }
  }

}
