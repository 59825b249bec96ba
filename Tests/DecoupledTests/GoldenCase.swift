import Diagnostics
import FoundationEssentials
import ISA
import Support
import TargetKit
import Testing

@testable import Decoupled

/// One folder of what the functional simulator did.
struct GoldenCase: CustomTestStringConvertible, Sendable {

  let path: String
  let manifest: JSON

  var testDescription: String { name }
  var name: String { path.split(separator: "/").last.map(String.init) ?? path }

  init(_ path: String) throws {
    self.path = path
    manifest = try JSON(
      parsing: [UInt8](try Data(contentsOf: URL(filePath: path + "/manifest.json"))))
  }

  /// What the run with that number ended with.
  func run(_ index: Int = 0) -> JSON { manifest["runs"]?.elements?[index] ?? .null }

  func bytes(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(filePath: path + "/" + name)))
  }

  /// The parent folder of the package that holds `shared`, if there is one.
  static var shared: String? {
    var folder = URL(filePath: #filePath).resolvingSymlinksInPath()
    while folder.pathComponents.count > 1 {
      folder.deleteLastPathComponent()
      let candidate = folder.appending(path: "shared/README.md")
      if FileManager.default.fileExists(atPath: candidate.path) {
        return folder.appending(path: "shared").path
      }
    }
    return nil
  }

  /// The cases that come with the tests.
  static var carried: String {
    URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Streams").path
  }

  /// The cases in a folder of all of them, or none where those are not there.
  static func all(_ kind: String) -> [GoldenCase] {
    guard let shared else {
      print("skipped: no ../shared")
      return []
    }
    return cases(in: shared + "/golden/vta/" + kind)
  }

  static func cases(in folder: String) -> [GoldenCase] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.sorted().compactMap { try? GoldenCase(folder + "/" + $0) }
  }

}

/// The description that the cases were made for.
func goldenDescription() throws -> DecoupledDescription {
  try BuiltInTargets().description(named: "vta")
}

/// A device that the case is loaded into.
func device(for golden: GoldenCase) throws -> DecoupledDevice {
  let description = try goldenDescription()
  var device = DecoupledDevice(description)
  try device.load(try StreamFolder(description.instructionSet).read(golden.path))
  return device
}

/// FNV-1a, as the manifests have it.
func fnv(_ bytes: [UInt8]) -> String {
  var hash: UInt64 = 0xcbf2_9ce4_8422_2325
  for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
  let digits = String(hash, radix: 16)
  return "0x" + String(repeating: "0", count: 16 - digits.count) + digits
}
