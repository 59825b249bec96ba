import Debugger
import Diagnostics
import Foundation
import OrderedCollections
import Support
import Tensors
import Testing

/// What a model leaves open is what it is given.
@Suite struct OpenAxisTests {

  /// A session with the Relay text `body` of `%x`, and a folder for its files.
  private func opened(
    _ shape: String, _ body: String
  ) throws -> (session: Session, folder: String) {
    let folder = NSTemporaryDirectory() + "sluice-open-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let path = folder + "/model.relay"
    try "def @main(%x: Tensor[\(shape), float32]) { \(body) }"
      .write(toFile: path, atomically: true, encoding: .utf8)
    var session = Session(targets: Workshop.targets)
    try session.load(path)
    return (session, folder)
  }

  private func give(_ x: Tensor, to session: inout Session, _ folder: String) throws {
    var archive = TensorArchive()
    archive["x"] = x
    try archive.write(npzFile: folder + "/in.npz")
    try session.readInputs(folder + "/in.npz", scale: nil)
  }

  @Test func anOpenAxisIsBound() throws {
    let given = try opened("(?, 2)", "subtract(%x, mean(%x, axis=[0], keepdims=True))")
    var session = given.session
    let folder = given.folder
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try give(Tensor([2, 2], [1, 2, 3, 6] as [Float]), to: &session, folder)
    _ = try session.runToEnd()
    #expect(session.outputs.values.first == Tensor([2, 2], [-1, -2, 1, 2] as [Float]))
    // And bound again by the next one.
    try give(Tensor([1, 2], [1, 2] as [Float]), to: &session, folder)
    _ = try session.runToEnd()
    #expect(session.outputs.values.first == Tensor([1, 2], [0, 0] as [Float]))
  }

  @Test func noRowsAreSomething() throws {
    let given = try opened("(?, 2)", "sum(%x, axis=[0])")
    var session = given.session
    let folder = given.folder
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try give(Tensor(zeros: .float32, [0, 2]), to: &session, folder)
    _ = try session.runToEnd()
    #expect(session.outputs.values.first == Tensor([0, 0] as [Float]))
  }

  @Test func aFixedAxisStaysFixed() throws {
    let given = try opened("(2, 3)", "nn.relu(%x)")
    var session = given.session
    let folder = given.folder
    defer { try? FileManager.default.removeItem(atPath: folder) }
    #expect(throws: Diagnostic.self) {
      try give(Tensor(zeros: .float32, [4, 3]), to: &session, folder)
    }
    let error = #expect(throws: Diagnostic.self) {
      try give(Tensor(zeros: .float32, [3, 2]), to: &session, folder)
    }
    #expect(error?.hints.contains { $0.contains("transpose") } == true)
  }

  /// Two integers that one `Double` would be.
  @Test func comparesIntegersExactly() throws {
    let given = try opened("(1)", "cast(%x, dtype=\"int64\")")
    var session = given.session
    let folder = given.folder
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try give(Tensor([0x1p53] as [Float]), to: &session, folder)
    _ = try session.runToEnd()
    var archive = TensorArchive()
    let name = try #require(session.outputs.keys.first)
    archive[name] = Tensor([(1 << 53) + 1] as [Int64])
    try archive.write(npzFile: folder + "/other.npz")
    let comparison = try #require(
      try session.compareOutputs(folder + "/other.npz", tolerance: nil).first)
    #expect(comparison.differing == 1)
    #expect(comparison.first?.expected.description == "9007199254740993")
  }

}
