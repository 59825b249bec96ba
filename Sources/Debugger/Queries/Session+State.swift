public import Diagnostics
import Simulation
import Support
import TargetKit

/// The state of the machine as a whole.
extension Session {

  /// The hash of all architectural state.
  /// - Errors: nothing runs.
  public func stateHash() throws(Diagnostic) -> String {
    try requireRun().device.stateHash.description
  }

  /// Writes the state to the folder at `path`.
  /// - Errors: nothing runs, or the folder cannot be written.
  public func saveState(_ path: String) throws(Diagnostic) -> [WrittenFile] {
    let files = try requireRun().device.savedState()
    try interruption.check()
    try write(files.map { ($0.name, $0.bytes) }, toFolder: path)
    return files.map { WrittenFile(path: $0.name, byteCount: $0.bytes.count) }
  }

}
