import Diagnostics
import Passes

extension Session {

  /// The history.
  /// - Errors: nothing is loaded.
  func requireHistory() throws(Diagnostic) -> History {
    guard let history else { throw .noModel }
    return history
  }

  /// The model.
  /// - Errors: nothing is loaded.
  func requireModel() throws(Diagnostic) -> LoadedModel {
    guard let model else { throw .noModel }
    return model
  }

  /// Goes on with what passes have made of the model now; what runs was made from the program
  /// before, and ends.
  mutating func become(_ history: History) {
    project?.history = history
    endProgram()
    forgetReport()
  }

}
