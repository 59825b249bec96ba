import Debugger
import Diagnostics
import Foundation
import OrderedCollections
import Tensors
import Testing

/// Inputs as numpy makes them: `float64`, channels last, without an axis of samples.
@Suite struct FittedInputTests {

  /// What a model of `float32` inputs of the shape `shape` says of `x`.
  private func give(_ x: Tensor, to shape: String, rounds: Bool = false) throws -> Session {
    let folder = NSTemporaryDirectory() + "sluice-fitted-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try "def @main(%x: Tensor[\(shape), float32]) { nn.relu(%x) }"
      .write(toFile: folder + "/model.relay", atomically: true, encoding: .utf8)
    var session = Session(targets: Workshop.targets)
    try session.load(folder + "/model.relay")
    var archive = TensorArchive()
    archive["x"] = x
    try archive.write(npzFile: folder + "/in.npz")
    try session.readInputs(folder + "/in.npz", scale: nil, rounds: rounds)
    return session
  }

  @Test func whatIsExactIsConverted() throws {
    var session = try give(Tensor([0.5, -2] as [Double]), to: "(2)")
    #expect(session.takeReports().contains { $0.message.contains("no element changes") })
    #expect(session.inputs.values["x"] == Tensor([0.5, -2] as [Float]))
  }

  @Test func whatIsNotExactIsRefused() throws {
    let x = Tensor([0.5, 0.1] as [Double])
    let error = #expect(throws: Diagnostic.self) { try give(x, to: "(2)") }
    #expect(error?.message.contains("1 of 2 elements would change: element 1, 0.1") == true)
    #expect(error?.hints == ["`--round` takes the nearest float32"])
    #expect(
      try give(x, to: "(2)", rounds: true).inputs.values["x"] == Tensor([0.5, 0.1] as [Float]))
    #expect(throws: Diagnostic.self) {
      try give(Tensor([1, 1e300] as [Double]), to: "(2)", rounds: true)
    }
    #expect(throws: Diagnostic.self) { try give(Tensor([1, 2] as [Int64]), to: "(2)") }
  }

  @Test(arguments: [
    ([1, 4, 5, 3], "`numpy.transpose(x, (0, 3, 1, 2))` would fit"),
    ([3, 4, 5], "it lacks the first axis: `numpy.expand_dims(x, 0)` adds one"),
    (
      [4, 5, 3],
      "it lacks the first axis: `numpy.expand_dims(numpy.transpose(x, (2, 0, 1)), 0)` would fit"
    ),
    ([1, 1, 3, 4, 5], "it has an axis more: `numpy.squeeze(x, 0)` takes it away"),
    ([5, 1, 4, 3], "`numpy.transpose(x, (1, 3, 2, 0))` would fit"),
  ])
  func anotherLayoutIsNamed(_ shape: [Int], _ hint: String) {
    let error = #expect(throws: Diagnostic.self) {
      try give(Tensor(zeros: .float32, shape), to: "(1, 3, 4, 5)")
    }
    #expect(error?.hints == [hint])
  }

}
