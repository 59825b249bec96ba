import Foundation

/// The files of this package.
enum Repository {

  static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// What is compiled, in the order of the paths; `onnx.pb.swift`, which is generated, too.
  static let sources = files("Sources") { $0.isSwift || $0.isC }

  /// The same without what is generated.
  static let written = sources.filter { !$0.isGenerated }

  static let tests = files("Tests") { $0.isSwift || $0.isC }

  /// What is compiled of one folder.
  static func sources(in folder: String) -> [SourceFile] {
    written.filter { $0.path.hasPrefix(folder + "/") }
  }

  static func source(_ path: String) -> SourceFile { SourceFile(path: path, text: read(path)) }

  static let manifest = Manifest(source("Package.swift"))

  /// The names in the description files that come with the program.
  static let targetNames: [String] = {
    let texts = names(in: "samples/targets").filter { $0.hasSuffix(".yaml") }
      .map { read("samples/targets/\($0)") }
    let own = names(in: "Sources/TargetKit/Resources").map {
      read("Sources/TargetKit/Resources/\($0)")
    }
    return Set((texts + own).flatMap(HouseRules.namesOfTargets)).sorted()
  }()

  static func read(_ path: String) -> String {
    (try? String(contentsOf: root.appending(path: path), encoding: .utf8)) ?? ""
  }

  static func names(in folder: String) -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: root.appending(path: folder).path)) ?? []
  }

  private static func files(_ folder: String, where isWanted: (SourceFile) -> Bool) -> [SourceFile]
  {
    let base = root.appending(path: folder).path
    let all = FileManager.default.enumerator(atPath: base)?.compactMap { $0 as? String } ?? []
    let own = all.filter {
      !$0.contains(".build/")
        && ($0.hasSuffix(".swift") || $0.hasSuffix(".c") || $0.hasSuffix(".h"))
    }
    return own.sorted().map { source("\(folder)/\($0)") }.filter(isWanted)
  }

}
