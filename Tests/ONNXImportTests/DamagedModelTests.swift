import Diagnostics
import GraphIR
import ONNXImport
import Support
import Tensors
import Testing

/// Any bytes give a graph or a message.
@Suite struct DamagedModelTests {

  private func bytes(_ name: String) throws -> [UInt8] {
    let file = try SharedFile(path: "\(Reference.root)/samples/models/\(name).onnx")
    return file.bytes(in: 0 ..< file.count)
  }

  /// How many of `attempts` changed copies are refused.
  private func refusals(
    _ name: String, attempts: Int, _ change: (inout [UInt8], inout SplitMix64) -> Void
  ) throws -> Int {
    let original = try bytes(name)
    var generator = SplitMix64(seed: 7)
    var refused = 0
    for _ in 0 ..< attempts {
      var copy = original
      change(&copy, &generator)
      if (try? ONNXImporter.load(bytes: copy)) == nil { refused += 1 }
    }
    return refused
  }

  @Test func truncatedModels() throws {
    let refused = try refusals("digits_mlp", attempts: 200) { bytes, generator in
      bytes.removeLast(Int.random(in: 1 ..< bytes.count, using: &generator))
    }
    #expect(refused > 150)
  }

  @Test func changedBytes() throws {
    let refused = try refusals("digits_lenet_int8_pt_pow2", attempts: 300) { bytes, generator in
      for _ in 0 ..< Int.random(in: 1 ... 8, using: &generator) {
        let place = Int.random(in: 0 ..< bytes.count, using: &generator)
        bytes[place] = UInt8.random(in: 0 ... 255, using: &generator)
      }
    }
    #expect(refused > 100)
  }

  /// Bytes that are larger than any length before them.
  @Test func hugeLengths() throws {
    let refused = try refusals("digits_mlp", attempts: 200) { bytes, generator in
      let place = Int.random(in: 0 ..< bytes.count, using: &generator)
      bytes.replaceSubrange(place ..< place + 1, with: [UInt8](repeating: 0xff, count: 9) + [1])
    }
    #expect(refused > 100)
  }

  @Test func noise() throws {
    var generator = SplitMix64(seed: 3)
    var accepted = 0
    for count in 0 ..< 300 {
      let bytes = (0 ..< count).map { _ in UInt8.random(in: 0 ... 255, using: &generator) }
      if (try? ONNXImporter.load(bytes: bytes)) != nil { accepted += 1 }
      if (try? ONNXTensorFile(bytes: bytes)) != nil, count == 0 { accepted += 1 }
    }
    #expect(accepted == 0)
  }

}
