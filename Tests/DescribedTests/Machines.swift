import Described
import Diagnostics
import Foundation

/// The machines of `samples/targets` that are described by what their instructions do.
enum Machines {

  /// Those that graphs are compiled for.
  static let names = ["pico", "gemmini", "bfa"]

  static let all = names + ["counted-waits", "counted-tiles", "sync-barriers"]

  static func pico() throws -> MachineDescription { try named("pico") }
  static func gemmini() throws -> MachineDescription { try named("gemmini") }
  static func bfa() throws -> MachineDescription { try named("bfa") }

  static func named(_ name: String) throws -> MachineDescription {
    try MachineDescription(reading: source(name))
  }

  static func source(_ name: String) throws -> SourceText {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
    let file = folder.appending(path: "../../samples/targets/\(name).yaml").standardized
    return SourceText(name: "\(name).yaml", text: try String(contentsOf: file, encoding: .utf8))
  }

}
