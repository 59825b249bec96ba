public import Diagnostics
import FoundationEssentials
import GraphIR
import Support
import Tensors

extension Session {

  /// The text of the file at `path`, with plain ends of its lines.
  /// - Errors: the file cannot be read, or is no UTF-8.
  public func readText(_ path: String) throws(Diagnostic) -> String {
    let bytes = try readBytes(path)
    guard let text = String(textOf: bytes) else {
      throw .error("`\(path)` is not a text")
    }
    return text
  }

  /// The bytes of the file at `path`.
  /// - Errors: the file cannot be read.
  public func readBytes(_ path: String) throws(Diagnostic) -> [UInt8] {
    do throws(TensorFileError) { return try readFile(expandingHome(path)) } catch {
      throw Diagnostic(error)
    }
  }

  /// Writes `bytes` to the file at `path`, whose folders are made where they are missing.
  /// - Errors: the file cannot be written.
  public func write(_ bytes: [UInt8], to path: String) throws(Diagnostic) {
    let path = expandingHome(path)
    do throws(TensorFileError) {
      try makeFolders(path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "")
      try writeWhole(bytes, toFile: path)
    } catch {
      throw Diagnostic(error)
    }
  }

  /// Writes `text` to the file at `path`, whose folders are made where they are missing.
  /// - Errors: the file cannot be written, or the user asked to stop.
  public func writeText(_ text: String, to path: String) throws(Diagnostic) -> WrittenFile {
    try interruption.check()
    let bytes = Array(text.utf8)
    try write(bytes, to: path)
    return WrittenFile(path: path, byteCount: bytes.count)
  }

  /// Writes these files to the folder at `path`: all of them, or none.
  /// - Errors: the folder cannot be written.
  func write(_ files: [(name: String, bytes: [UInt8])], toFolder path: String) throws(Diagnostic) {
    do throws(TensorFileError) { try writeWhole(files, toFolder: expandingHome(path)) } catch {
      throw Diagnostic(error)
    }
  }

  /// The names in the folder at `path`, folders with a slash behind them, in order.
  public func names(inFolder path: String) -> [String] {
    let path = expandingHome(path.isEmpty ? "." : path)
    return entries(of: path).sorted().map { isFolder(path + "/" + $0) ? $0 + "/" : $0 }
  }

}

/// `path` with the user's folder for a `~` at its start.
func expandingHome(_ path: String) -> String {
  guard path == "~" || path.hasPrefix("~/") else { return path }
  let home = ProcessInfo.processInfo.environment["HOME"] ?? "~"
  return home + path.dropFirst()
}
