public import Diagnostics
import FoundationEssentials
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
    do throws(TensorFileError) {
      let file = try MappedFile(path: expandingHome(path))
      return file.bytes(in: 0 ..< file.count)
    } catch {
      throw .error(error.description)
    }
  }

  /// Writes `bytes` to the file at `path`, whose folders are made where they are missing.
  /// - Errors: the file cannot be written.
  public func write(_ bytes: [UInt8], to path: String) throws(Diagnostic) {
    let path = expandingHome(path)
    do {
      if let slash = path.lastIndex(of: "/"), slash > path.startIndex {
        try FileManager.default.createDirectory(
          atPath: String(path[..<slash]), withIntermediateDirectories: true)
      }
      try Data(bytes).write(to: URL(filePath: path))
    } catch {
      throw .error("cannot write `\(path)`")
    }
  }

  /// The names in the folder at `path`, folders with a slash behind them, in order.
  public func names(inFolder path: String) -> [String] {
    let path = expandingHome(path.isEmpty ? "." : path)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return names.sorted().map { name in
      var isFolder = false
      _ = FileManager.default.fileExists(atPath: path + "/" + name, isDirectory: &isFolder)
      return isFolder ? name + "/" : name
    }
  }

}

/// `path` with the user's folder for a `~` at its start.
func expandingHome(_ path: String) -> String {
  guard path == "~" || path.hasPrefix("~/") else { return path }
  let home = ProcessInfo.processInfo.environment["HOME"] ?? "~"
  return home + path.dropFirst()
}
