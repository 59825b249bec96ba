import Foundation
import Testing

/// Sources import only what the manifest lets their target import.
@Suite struct LayeringTests {

  @Test func theManifestHasTheLayers() {
    #expect(Repository.layers.count >= 15)
  }

  @Test func aLayerImportsOnlyLayersAbove() {
    for (position, layer) in Repository.layers.enumerated() {
      let above = Set(
        Repository.layers[..<position].map(\.name)
          + ["CEdit", "CNcurses", "CTerminalShims", "CKernels", "CZlib"])
      #expect(above.isSuperset(of: layer.imports), "\(layer.name)")
    }
  }

  @Test func importsAreDeclared() {
    let ours = Set(Repository.layers.map(\.name))
      .union(["CEdit", "CNcurses", "CTerminalShims", "CKernels", "CZlib"])
    var found: [String] = []
    for layer in Repository.layers {
      for file in Repository.swiftFiles("Sources/\(layer.name)") {
        for module in imports(of: file)
        where ours.contains(module) && !layer.imports.contains(module) {
          found.append("\(file.path) imports \(module)")
        }
      }
    }
    #expect(found == [])
  }

  /// Only these may touch the terminal, the kernels, and memory without checks.
  @Test func unsafeCodeStandsInThreeModulesAlone() {
    let allowed: Set = ["Tensors", "Decoupled", "Terminal"]
    let found = Repository.swiftFiles("Sources").filter { file in
      !allowed.contains(file.module)
        && file.lines.contains { $0.contains(/\bunsafe\b|\bUnsafe\w+\b|@unchecked Sendable/) }
    }
    #expect(found.map(\.path) == [])
  }

  @Test func onlyItsOwnersImportTheLibrariesInC() {
    let owners = [
      "CEdit": ["Terminal"], "CNcurses": ["Terminal"], "CTerminalShims": ["Terminal"],
      "CKernels": ["Tensors", "Decoupled"], "CZlib": ["Tensors"],
    ]
    var found: [String] = []
    for file in Repository.swiftFiles("Sources") {
      for module in imports(of: file)
      where owners[module].map({ !$0.contains(file.module) }) ?? false {
        found.append("\(file.path) imports \(module)")
      }
    }
    #expect(found == [])
  }

  private func imports(of file: Repository.File) -> [String] {
    file.lines.compactMap { line in
      line.firstMatch(of: /^(?:public |internal |private )?import (?:\w+ )?(\w+)/).map {
        String($0.1)
      }
    }
  }

}
