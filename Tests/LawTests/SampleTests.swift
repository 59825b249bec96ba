import Debugger
import Decoupled
import Diagnostics
import Foundation
import Passes
import TargetKit
import Testing

/// The passes keep the laws on the models that come with the package.
@Suite struct SampleTests {

  static let models = [
    "digits_lenet", "digits_lenet_int8_pt_pow2", "digits_mlp", "digits_resnet",
    "digits_resnet_int8_pt_pow2",
  ]

  static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

  static func session() throws -> Session {
    var session = Session(
      targets: TargetTable(families: [.decoupled], builtIns: BuiltInTargets().sources))
    try session.set("verify-each", to: "on")
    return session
  }

  /// The whole default pipeline, as far as it is there.
  @Test(arguments: models)
  func noPassBreaksALaw(_ model: String) throws {
    var session = try Self.session()
    try session.load("\(Self.root)/samples/models/\(model).onnx")
    #expect(session.takeReports().filter { $0.level != .note } == [])
    for call in try session.calls([], all: true, until: nil) {
      let report = try session.apply(call)
      #expect(report.isVerified == true, "\(call)")
    }
    #expect(try session.verifyLaws() == Law.all.count)
  }

}
