import Diagnostics
import Passes

/// A model with what passes have made of it.
struct Project: Sendable {

  let model: LoadedModel

  var history: History

  /// Passes of the default pipeline that are to be left out.
  var skipped: [PassCall] = []

  init(_ model: LoadedModel) { self.init(model, Program(model.module)) }

  /// A model that some passes have been at already.
  init(_ model: LoadedModel, _ program: Program) {
    self.model = model
    history = History(program)
  }

}
