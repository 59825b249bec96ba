import Diagnostics
import Foundation
import ONNXImport
import Support

/// Models of ONNX: wrong bytes, and right fields that mean nothing together.
struct ModelArea: Area {

  static let name = "onnx"
  static let summary = "bytes and structure of models"
  static let grain = Grain.bytes

  private let seeds: [[UInt8]]
  private let trees: [[WireField]]
  private var bench: Bench

  init(_ corpus: Corpus) {
    seeds = corpus.files(in: "models", endingIn: ".onnx", ".pb").filter { $0.count < 20_000 }
    trees = seeds.compactMap { [WireField]($0[...]) }
    bench = Bench()
  }

  func input(_ dice: inout Dice) -> [UInt8] {
    let isSketch = trees.isEmpty || dice.chance(2, in: 3)
    var tree = isSketch ? ModelSketch(&dice).fields : dice.pick(trees)
    if !isSketch || dice.chance(1, in: 2) {
      for _ in 0 ... dice.below(3) {
        if dice.chance(1, in: 3) {
          tree.rename(with: tree.texts, &dice)
        } else {
          tree.mutate(&dice)
        }
      }
    }
    var bytes = tree.bytes
    if dice.chance(1, in: 6) { Bytes.mutate(&bytes, seeds, &dice) }
    return bytes
  }

  mutating func run(_ input: [UInt8]) -> Verdict {
    _ = try? ONNXTensorFile(bytes: input)
    let isModel = Bench.budget.governing { (try? ONNXImporter.load(bytes: input)) != nil }
    guard isModel else { return .refused }
    return bench.run(input, named: "model.onnx") { path in
      ["load \(path)", "input --random 1"] + (input.count % 4 == 0 ? ["apply --all"] : []) + [
        "run", "verify", "p %1",
      ]
    }
  }

}
