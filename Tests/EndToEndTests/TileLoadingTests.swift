import Debugger
import Diagnostics
import Foundation
import Passes
import Testing

/// Tile programs as texts: printed, changed by hand, loaded, taken on, run.
@Suite struct TileLoadingTests {

  private static let passes = [
    "tile", "cache", "double-buffer", "inject-dma", "tensorize", "insert-tokens", "fold-uops",
    "allocate-sram",
  ]

  /// A file with `text`, which `body` may load.
  private func withFile<Result>(
    _ text: String, _ body: (String) throws -> Result
  ) throws -> Result {
    let path = FileManager.default.temporaryDirectory
      .appending(path: "tiles-\(UInt64.random(in: 0 ... .max)).tile").path
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try body(path)
  }

  /// The regions of `session` as `ir` prints them, without what is still a graph.
  private func regions(of session: Session, isWhole: Bool) throws -> String {
    var request = ListingRequest()
    request.isWhole = isWhole
    let lines = try session.listing(request).map(\.text)
    let first = try #require(lines.firstIndex { $0.hasPrefix("region @") })
    return lines[first...].joined(separator: "\n") + "\n"
  }

  /// What was printed after any pass is read into the program, and goes on to the same values.
  @Test(arguments: passes)
  func goesOnFromWhatWasPrinted(_ pass: String) throws {
    var session = try Workshop.load("digits_lenet", withImages: false)
    try session.applyAll(until: pass)
    let text = try regions(of: session, isWhole: false)
    var other = session
    try other.applyAll()
    let expected = try other.runToEnd()
    try withFile(text) { path in
      try session.load(path)
      #expect(session.model?.name == "digits_lenet")
      #expect(try regions(of: session, isWhole: false) == text)
      #expect(
        session.remainingPipeline.map(\.name)
          == other.history?.calls.map(\.name).suffix(
            (Self.passes + ["emit"]).count - 1 - (Self.passes.firstIndex(of: pass) ?? 0)))
      try session.applyAll()
      #expect(try session.runToEnd() == expected)
    }
  }

  /// A text with its constants needs no model: `main` takes what the regions take.
  @Test(arguments: ["digits_mlp", "digits_lenet_int8_pt_pow2"])
  func standsAlone(_ name: String) throws {
    var session = try Workshop.load(name, withImages: false)
    try session.applyAll(until: "tensorize")
    let text = try regions(of: session, isWhole: true)
    try withFile(text) { path in
      var alone = Session(targets: Workshop.targets)
      try alone.load(path)
      #expect(alone.takeReports() == [])
      #expect(alone.model?.format == "tile program")
      #expect(try regions(of: alone, isWhole: true) == text)
      #expect(alone.remainingPipeline.first?.name == "insert-tokens")
      #expect(try alone.verifyLaws() > 0)
      try alone.applyAll()
      try session.applyAll()
      #expect(alone.loweredWords == session.loweredWords)
      _ = try alone.runToEnd()
    }
  }

  /// Without its constants it is random, and says so.
  @Test func saysThatConstantsAreNotKnown() throws {
    var session = try Workshop.load("digits_mlp", withImages: false)
    try session.applyAll(until: "tile")
    try withFile(try regions(of: session, isWhole: false)) { path in
      var alone = Session(targets: Workshop.targets)
      try alone.load(path)
      #expect(alone.takeReports().first?.message.contains("%") == true)
      try alone.applyAll()
      _ = try alone.runToEnd()
    }
  }

  /// What was changed by hand is checked, at the word.
  @Test(arguments: [
    ("fill a1, 0", "fill a9, 0", "a9"), ("passes tile", "passes cache", "follow"),
    ("local a1: [1, 2, 1, 1]", "local a1: [1, 0, 1, 1]", "extent"),
    ("in0[0, 0:4, 0, 0]", "in0[0, 0:4, 0]", "axes"), ("x 16 bytes", "x 15 bytes", "16 bytes"),
    (": inp[n 1, c 4", ": imp[n 1, c 4", "imp"), ("-> (t3)", "-> (t4)", "t4"),
    ("  vector max a1, 0", "   vector max a1, 0", "spaces"),
    ("vector max", "vector maxx", "operation"), ("on vta", "on vtb", "not in use"),
  ])
  func explainsMistakes(_ old: String, _ new: String, _ word: String) throws {
    var session = try Workshop.load("digits_mlp", withImages: false)
    try session.applyAll(until: "tile")
    let text = try regions(of: session, isWhole: true)
    #expect(text.contains(old))
    try withFile(text.replacingOccurrences(of: old, with: new)) { path in
      var alone = Session(targets: Workshop.targets)
      let error = try #require(throws: Diagnostic.self) { try alone.load(path) }
      #expect(error.message.contains(word), "\(error)")
      #expect(word == "not in use" || (error.place?.line ?? 0) > 0)
      #expect(alone.model == nil)
    }
  }

}

extension Session {
  /// The instructions of all regions as they are listed.
  fileprivate var loweredWords: [String] {
    var copy = self
    return (try? copy.assemblerText()) ?? []
  }
}
