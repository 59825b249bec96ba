import Foundation
import Testing

/// One unit is one file is one line in a registry.
@Suite struct RegistryTests {

  /// Each folder of units with the list that names them.
  static let registries: [(folder: String, list: String)] = [
    ("Sources/GraphIR/Ops", "Sources/GraphIR/OpSet.swift"),
    ("Sources/Passes/Library", "Sources/Passes/PassList.swift"),
    ("Sources/ONNXImport/Conversions", "Sources/ONNXImport/ConversionList.swift"),
    ("Sources/Commands/Library", "Sources/Commands/CommandList.swift"),
    ("Sources/Panes/Library", "Sources/Panes/PaneList.swift"),
  ]

  /// Every type that a file of the folder is named after is listed.
  @Test(arguments: registries)
  func everyFileIsListed(_ folder: String, _ list: String) {
    let text = Repository.read(list)
    let files = Repository.swiftFiles(folder).map(\.name).filter { !$0.contains("+") }
      .map { $0.replacing(".swift", with: "") }
    #expect(!files.isEmpty)
    let missing = files.filter { !text.contains("\($0).") }
    #expect(missing == [], "not in \(list)")
  }

}
