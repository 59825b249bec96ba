import Foundation

/// The files of this package, as the tidy tests read them.
enum Repository {

  static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  struct File {
    let path: String
    let text: String
    var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
    var module: String { path.split(separator: "/").dropFirst().first.map(String.init) ?? "" }
    var name: String { path.split(separator: "/").last.map(String.init) ?? "" }
  }

  /// The Swift files under `folder`, in the order of their paths; without generated ones and what a
  /// build put there.
  static func swiftFiles(_ folder: String) -> [File] {
    let base = root.appending(path: folder)
    let names =
      FileManager.default.enumerator(atPath: base.path)?.compactMap { $0 as? String } ?? []
    let own = names.filter {
      $0.hasSuffix(".swift") && !$0.hasSuffix(".pb.swift") && !$0.contains(".build/")
    }
    return own.sorted().map {
      File(path: "\(folder)/\($0)", text: read("\(folder)/\($0)"))
    }
  }

  static func read(_ path: String) -> String {
    (try? String(contentsOf: root.appending(path: path), encoding: .utf8)) ?? ""
  }

  /// The `layer(...)` rows of the manifest: each target with what it may import.
  static let layers: [(name: String, imports: [String])] = {
    let rows = read("Package.swift").components(separatedBy: "\n    layer(").dropFirst()
    return rows.map { row in
      let ends = ["libraries:", "settings:", "exclude:", "resources:", "),"].compactMap {
        row.range(of: $0)?.lowerBound
      }
      let list = row[..<(ends.min() ?? row.endIndex)]
      let names = list.components(separatedBy: "\"").enumerated()
        .filter { $0.offset % 2 == 1 }.map(\.element)
      return (names[0], Array(names.dropFirst()))
    }
  }()

}
