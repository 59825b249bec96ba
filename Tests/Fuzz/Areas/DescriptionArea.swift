import Debugger
import Decoupled
import Support
import TargetKit

/// Descriptions of accelerators.
struct DescriptionArea: Area {

  static let name = "yaml"
  static let summary = "descriptions of accelerators"
  static let grain = Grain.text

  private let seeds: [Tokens]
  private let words: [[UInt8]]
  private var bench: Bench

  init(_ corpus: Corpus) {
    seeds = corpus.texts(in: "targets", endingIn: ".yaml").map { Tokens($0) }
    words = Array(Set(seeds.flatMap(\.list))).sorted { $0.lexicographicallyPrecedes($1) }
    bench = Bench()
  }

  func input(_ dice: inout Dice) -> [UInt8] {
    var tokens = dice.pick(seeds)
    // Where words are exchanged at all places nothing is left of a description: a few are.
    tokens.mutate(with: words, &dice)
    return tokens.bytes
  }

  /// What is accepted must be lowered for, run and timed without a trap.
  mutating func run(_ input: [UInt8]) -> Verdict {
    let text = String(decoding: input, as: UTF8.self)
    guard (try? Bench.targets.check(text, file: "target.yaml")) != nil else { return .refused }
    return bench.run(input, named: "target.yaml") { path in
      let stream = ["target use \(path)", "stream load samples/streams/gemm", "lint"]
      let times = ["run", "rsi 3", "timing rtl-2021", "run", "timeline", "profile"]
      let model = ["load samples/models/digits_mlp.onnx", "apply --all", "input --random 1", "run"]
      return stream + times + (input.count % 4 == 0 ? model : [])
    }
  }

}
