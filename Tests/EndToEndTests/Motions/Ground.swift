import Debugger
import Diagnostics
import Foundation
import Support
import TargetKit

/// Where motions are tried.
enum Ground: String, CaseIterable {

  /// Two streams of a folder with tile statements, by the functional clock and by a cycle clock.
  case streams, timed

  /// The regions of a model, with host operators between them.
  case program

  /// The smallest step there: inside of instructions, but not of the many of a program.
  var smallest: Motion {
    switch self {
    case .streams: .stepMicroOp
    case .timed: .stepCycle
    case .program: .stepInstruction
    }
  }

  /// All that runs there.
  func track() throws -> Track {
    var track = try Track(self)
    if self == .timed { track.takeEffects(from: try Ground.streams.track()) }
    return track
  }

  /// Before the first instruction.
  func session() throws -> Session {
    switch self {
    case .streams: return try Self.streams()
    case .timed:
      var session = try Self.streams()
      try session.setClock("rtl-2021")
      _ = try session.start()
      return session
    case .program:
      var session = try Workshop.lowered("digits_resnet")
      _ = try session.start()
      return session
    }
  }

  /// Instructions of a sample in another order, without tokens, as two streams.
  private static func streams() throws -> Session {
    var random = SplitMix64(seed: 3)
    let (fresh, lines) = try Workshop.withoutTokens()
    var session = fresh
    let body = lines.dropLast()
    let folder = NSTemporaryDirectory() + "sluice-motions-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let text = (0 ..< 14).map { _ in body[random.below(body.count)] } + [lines[lines.count - 1]]
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try text.joined(separator: "\n")
      .write(toFile: "\(folder)/a.asm", atomically: true, encoding: .utf8)
    _ = try session.assemble("\(folder)/a.asm")
    _ = try session.saveStreams(folder)
    let source = BuiltInTargets().sources[0]
    let target = try Workshop.targets.check(source.text, file: source.name)
    guard let set = target.instructionSet else { return session }
    var workload = try StreamFolder(set).read(folder)
    let words = workload.streams[0].words
    let last = words[words.count - 1]
    let (first, second) = (Array(words[..<7]) + [last], Array(words[7...]))
    workload.streams = [first, second].enumerated().map { index, words in
      Stream(
        name: "part \(index)", words: words, statementIndices: words.indices.map { $0 / 3 },
        statements: (0 ..< 3).map { "statement \($0) of \(index)" })
    }
    try StreamFolder(set).write(workload, to: folder)
    _ = try session.loadStreams(folder)
    return session
  }

}
