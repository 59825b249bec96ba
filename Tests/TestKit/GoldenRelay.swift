public import Foundation

/// Relay texts that TVM wrote, in the folder of reference data beside the package.
public enum GoldenRelay {

  /// The folder with the texts; `nil` when the reference data is not there.
  public static let root: URL? = {
    var folder = URL(filePath: #filePath).deletingLastPathComponent()
    while folder.path != "/" {
      let shared = folder.appending(path: "shared")
      if FileManager.default.fileExists(atPath: shared.appending(path: "README.md").path) {
        return shared.appending(path: "golden/relay")
      }
      folder.deleteLastPathComponent()
    }
    print("skipped: no ../shared")
    return nil
  }()

  /// Every file whose name ends so, in alphabetical order, relative to the root.
  public static func files(endingIn suffix: String) -> [String] {
    guard let root, let walk = FileManager.default.enumerator(atPath: root.path) else { return [] }
    return walk.compactMap { $0 as? String }.filter { $0.hasSuffix(suffix) }.sorted()
  }

  public static func read(_ path: String) -> String {
    guard let root else { return "" }
    return (try? String(contentsOf: root.appending(path: path), encoding: .utf8)) ?? ""
  }

}
