import Diagnostics

extension Session {

  /// - Errors: the user wants no code to be loaded that does not belong to this program.
  func checkCodeMayBeLoaded() throws(Diagnostic) {
    guard settings.isSafe else { return }
    throw .error(
      "no driver is loaded while `safe` is on",
      hints: ["start another session: `safe` is on for good once it is on"])
  }

}
