import Debugger
import Decoupled
import Described
import Diagnostics
import Foundation
import OrderedCollections
import TargetKit
import Tensors

/// Sessions on the models that come with the package.
enum Workshop {

  static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

  /// Images that no model was trained on, with what they show.
  static let images = "\(root)/samples/models/digits_test.npz"

  /// The built-in accelerator, described by what its instructions mean.
  static func meanings() throws -> String {
    try String(
      contentsOfFile: "\(root)/Tests/DescribedTests/Descriptions/meanings.yaml", encoding: .utf8)
  }

  static var targets: TargetTable {
    TargetTable(
      families: [.decoupled, .effects(recognising: [.decoupled])], builtIns: BuiltInTargets().sources)
  }

  /// A session with the model `name` and all images as its inputs.
  static func load(_ name: String, withImages: Bool = true) throws -> Session {
    var session = Session(targets: targets)
    try session.load("\(root)/samples/models/\(name).onnx")
    if withImages {
      try session.readInputs(images, scale: 1.0 / 16)
    } else {
      try session.readCalibration(images, scale: 1.0 / 16)
      try session.readInputs("\(root)/samples/models/\(name).npz", scale: nil)
    }
    return session
  }

  /// The model `name` taken through every pass.
  static func lowered(_ name: String, withImages: Bool = false) throws -> Session {
    var session = try load(name, withImages: withImages)
    try session.applyAll()
    return session
  }

  /// A session that passes races, with the instructions of a sample as lines without tokens.
  static func withoutTokens() throws -> (session: Session, lines: [String]) {
    var session = Session(targets: targets)
    try session.set("stop-at-races", to: "off")
    _ = try session.loadStreams("\(root)/samples/streams/gemm")
    let flags: Set = ["pop_prev", "pop_next", "push_prev", "push_next"]
    let lines = try session.assemblerText().map { line in
      line.split(separator: " ").filter { !flags.contains(String($0)) }.joined(separator: " ")
    }
    return (session, lines)
  }

}

extension Session {

  /// Applies what is left of the default pipeline, up to `last`.
  mutating func applyAll(until last: String? = nil) throws {
    for call in try calls([], all: true, until: last) { try apply(call) }
  }

  /// The first output after a run to the end.
  mutating func runToEnd() throws -> Tensor {
    _ = try run()
    return outputs.values[0]
  }

  /// How many of the images were recognized.
  func right() throws -> Int { try accuracy(Workshop.images, key: "label").right }

  var stateHashText: String { (try? stateHash()) ?? "" }

}
