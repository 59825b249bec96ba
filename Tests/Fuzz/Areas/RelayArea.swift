import Debugger
import Diagnostics
import Foundation
import GraphIR
import Support

/// Relay texts with some of their words changed.
struct RelayArea: Area {

  static let name = "relay"
  static let summary = "words of Relay texts"
  static let grain = Grain.text

  private let seeds: [Tokens]
  private let words: [[UInt8]]
  private var bench: Bench

  init(_ corpus: Corpus) throws {
    bench = Bench()
    let written = try bench.texts(
      of: "ir --relay", after: ["load samples/models/digits_mlp.onnx"])
    let given = corpus.texts(in: "relay", endingIn: ".relay")
    seeds = (Self.small + written + given).map { Tokens($0) }
    let names = Op.all.map { Array($0.name.utf8) }
    words = Array(Set(seeds.flatMap(\.list) + names)).sorted { $0.lexicographicallyPrecedes($1) }
  }

  func input(_ dice: inout Dice) -> [UInt8] {
    var tokens = dice.pick(seeds)
    tokens.mutate(with: words, &dice)
    return tokens.bytes
  }

  mutating func run(_ input: [UInt8]) -> Verdict {
    let text = String(decoding: input, as: UTF8.self)
    let module = Bench.budget.governing {
      try? RelayText.parse(SourceText(name: "module.relay", text: text)).module
    }
    guard let module else { return .refused }
    // A short text has no constants that are long when they are printed.
    let isShort = input.count < 4000
    let printed = module.relayText(RelayTextOptions(metadata: isShort ? .full : .omitted))
    do {
      _ = try Bench.budget.governing {
        try RelayText.parse(SourceText(name: "printed.relay", text: printed))
      }
    } catch {
      return .broken("what is printed is not read back: \(error)")
    }
    return bench.run(input, named: "module.relay") { path in
      ["load \(path)", "input --random 1"] + (input.count % 4 == 0 ? ["apply --all"] : []) + [
        "run", "verify",
      ]
    }
  }

  /// Short texts, each with a form of its own.
  private static let small = [
    """
    #[version = "0.0.5"]
    def @main(%x: Tensor[(1, 4), float32], %w: Tensor[(3, 4), float32]) -> Tensor[(1, 3), float32] {
      %0 = nn.dense(%x, %w, units=3);
      %1 = nn.relu(%0);
      add(%1, 1f)
    }
    """,
    """
    #[version = "0.0.5"]
    def @main(%x: Tensor[(1, 2, 5, 5), int8], %w: Tensor[(4, 2, 3, 3), int8]) {
      %0 = nn.conv2d(%x, %w, padding=[1, 1, 1, 1], channels=4, kernel_size=[3, 3], out_dtype="int32");
      %1 = right_shift(%0, 4);
      %2 = clip(%1, a_min=-128f, a_max=127f);
      %3 = cast(%2, dtype="int8");
      nn.max_pool2d(%3, pool_size=[2, 2], strides=[2, 2], padding=[0, 0, 0, 0])
    }
    """,
    """
    #[version = "0.0.5"]
    def @main(%x: Tensor[(2, 3), float32]) {
      let %y = fn (%a: Tensor[(2, 3), float32], Composite="own.relu") { nn.relu(%a) };
      let %z = (%y(%x), @f(%x));
      if (True) { %z.0 } else { reshape(%z.1, newshape=[2, 3]) }
    }

    def @f(%x: Tensor[(2, 3), float32]) -> Tensor[(2, 3), float32] {
      %0 = split(%x, indices_or_sections=3, axis=1);
      %1 = (%0.0, %0.1, %0.2);
      concatenate(%1, axis=1)
    }
    """,
    """
    #[version = "0.0.5"]
    def @main(%x: Tensor[(2, 4), float32], %i: Tensor[(2), int64]) {
      %0 = qnn.quantize(%x, 0.5f, 3, out_dtype="int8");
      %1 = qnn.requantize(cast(%0, dtype="int32"), 0.5f, 3, 0.25f, 0, axis=1, out_dtype="int8");
      %2 = qnn.dequantize(%1, 0.25f, 0);
      %3 = take(%2, %i, axis=0);
      %4 = strided_slice(%3, begin=[0, 1], end=[2, 4], strides=[1, 2], axes=[0, 1]);
      %5 = transpose(%4, axes=[1, 0]);
      %6 = sum(%5, axis=[0], keepdims=True);
      nn.softmax(nn.pad(%6, 0f, pad_width=[[0, 1], [1, 0]]), axis=1)
    }
    """,
    """
    #[version = "0.0.5"]
    def @main(%x: Tensor[(?, 4), float32]) { { let %a = { nn.relu(%x) }; add(%a, %a) } }
    """,
  ]

}
