import Foundation
import Testing

/// Drivers that are built for a test out of the one in `samples`, and are gone afterwards.
struct DriverLibrary {

  /// A part of the source and what stands there instead.
  struct Change: Sendable {
    let old: String
    let new: String
  }

  let folder: URL

  /// Whether there is a C compiler; without one nothing can be said of drivers.
  static let hasCompiler = run(["cc", "--version"], in: nil) == 0

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(
      path: "driver-\(UInt64.random(in: 0 ... .max))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let header = Headless.root + "/Sources/Drivers/Resources/sluice_driver.h"
    try FileManager.default.copyItem(
      atPath: header, toPath: folder.appending(path: "sluice_driver.h").path)
  }

  func remove() { try? FileManager.default.removeItem(at: folder) }

  /// The sample with these changes, as a library.
  func build(_ name: String, _ changes: [Change] = []) throws -> String {
    var text = try String(contentsOfFile: Headless.root + "/samples/drivers/vta.c", encoding: .utf8)
    for change in changes {
      try #require(text.components(separatedBy: change.old).count == 2, "`\(change.old)`")
      text = text.replacingOccurrences(of: change.old, with: change.new)
    }
    return try build(name, text: text)
  }

  /// A library of that source.
  func build(_ name: String, text: String) throws -> String {
    try Data(text.utf8).write(to: folder.appending(path: name + ".c"))
    let line = ["cc", "-O1", "-shared", "-fPIC", "-I", ".", "-o", name + ".so", name + ".c"]
    try #require(Self.run(line, in: folder) == 0, "`\(name)` is not built")
    return folder.appending(path: name + ".so").path
  }

  private static func run(_ line: [String], in folder: URL?) -> Int32? {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = line
    if let folder { process.currentDirectoryURL = folder }
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return nil }
    process.waitUntilExit()
    return process.terminationStatus
  }

}
