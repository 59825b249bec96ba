import Foundation

/// The description of a machine of the samples with some of it changed.
enum TargetVariant {

  /// Runs `body` with the path of a file with the description of `name`, in which each text is
  /// another one.
  static func withFile<Result>(
    of name: String = "pico", _ changes: KeyValuePairs<String, String>,
    _ body: (String) throws -> Result
  ) throws -> Result {
    var text = try String(
      contentsOfFile: "\(Workshop.root)/samples/targets/\(name).yaml", encoding: .utf8)
    for (old, new) in changes {
      guard text.contains(old) else { throw Missing(text: old) }
      text = text.replacing(old, with: new)
    }
    let path = NSTemporaryDirectory() + "sluice-\(UUID().uuidString).yaml"
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try body(path)
  }

  /// The description has no such text.
  private struct Missing: Error { var text: String }

}
