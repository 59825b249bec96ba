import Debugger
import Described
import Diagnostics
import Foundation
import Support
import TargetKit
import TestKit

/// Machines that are described by what their instructions do, changed: each is refused with a
/// place, or serves, and what is compiled for it gives what the evaluator gives.
struct MachineArea: Area {

  static let name = "machines"
  static let summary = "machines described by effects, compiled for and held against the evaluator"
  static let grain = Grain.text

  private let sources: [SourceText]

  init(_ corpus: Corpus) throws {
    let texts = corpus.texts(in: "targets", endingIn: ".yaml")
    sources = texts.filter { $0.contains("\ninstructions:") }
      .map { SourceText(name: Self.file, text: $0) }
    if sources.isEmpty { throw Missing("a machine that is described by its instructions") }
  }

  private static let file = "machine.yaml"

  func input(_ dice: inout Dice) -> [UInt8] {
    Array(DescriptionMutation.text(of: dice.pick(sources), seed: dice.word()).text.utf8)
  }

  func run(_ input: [UInt8]) -> Verdict {
    let source = SourceText(name: Self.file, text: String(decoding: input, as: UTF8.self))
    let (target, diagnostics) = DescriptionReader.read(source, families: Bench.targets.families)
    if let problem = diagnostics.elements.lazy.compactMap({ problem($0, in: source) }).first {
      return .broken(problem)
    }
    guard let target else {
      return diagnostics.containsError ? .refused : .broken("it is refused without a word")
    }
    let trial = MachineTrial(target, seed: UInt64(input.count))
    let layers = MachineLayers(target, seed: input.count)
    if let problem = trial.problem ?? layers.problem { return .broken(problem) }
    // What stands around layers is the same for all machines: a few are enough.
    return input.count % 8 == 0 ? compile(source) : .accepted
  }

  /// What of a finding in a text is not as promised.
  private func problem(_ diagnostic: Diagnostic, in source: SourceText) -> String? {
    guard let place = diagnostic.place else { return "no place: \(diagnostic.message)" }
    let lines = source.text.lines
    let line = lines.indices.contains(place.line - 1) ? lines[place.line - 1] : ""
    let isThere =
      place.file == source.name && 1 ... lines.count + 1 ~= place.line
      && 0 ... line.count + 1 ~= place.column
    return isThere ? nil : "\(place) is nowhere: \(diagnostic.message)"
  }

  /// Compiles a layer of each kind and holds what comes out of the machine against the evaluator.
  private func compile(_ source: SourceText) -> Verdict {
    guard FileManager.default.createFile(atPath: source.name, contents: Data(source.text.utf8))
    else { return .broken("`\(source.name)` cannot be written") }
    var session = Session(targets: Bench.targets)
    let end = ContinuousClock.now + Self.patience
    session.interruption = Interruption { ContinuousClock.now > end }
    do throws(Diagnostic) {
      let answer = try session.compileTrials(source.name)
      guard let wrong = answer.firstWrong else { return .accepted }
      return .broken("\(wrong.name) \(wrong.verdict.rawValue): \(wrong.why)")
    } catch {
      return error.failure == .interrupted ? .accepted : .broken("refused late: \(error.message)")
    }
  }

  /// How long one machine is compiled for before it is interrupted as by ^C.
  private static let patience = Duration.seconds(4)

}
