import Tensors
import Testing

/// Operators that are made of others, or that have kernels of their own, on small numbers.
@Suite struct ComposedOperatorTests {

  typealias Settings = [(String, WrittenNode.Attribute)]

  private func run(
    _ op: String, _ inputs: [Tensor?], _ attributes: Settings = [], opset: Int = 23,
    known: [String] = [], outputs: [String] = ["y"]
  ) throws -> [Tensor] {
    let names = inputs.indices.map { inputs[$0] == nil ? "" : "x\($0)" }
    return try WrittenModel(
      nodes: [WrittenNode(op: op, inputs: names, outputs: outputs, attributes: attributes)],
      inputs: zip(names, inputs).compactMap { name, tensor in
        tensor.map { (name: name, tensor: $0) }
      }, outputs: outputs, opset: opset
    ).run(known: known)
  }

  private func expect(_ tensor: Tensor?, near expected: [Double], within limit: Double = 1e-5) {
    let found = tensor?.doubles ?? []
    #expect(found.count == expected.count)
    #expect(zip(found, expected).allSatisfy { abs($0 - $1) < limit }, "\(found)")
  }

  // MARK: Attention

  /// Keys so far apart that each query sees one: what it takes shows which.
  private func attention(
    _ shape: [Int], _ queries: [Float], _ keys: [Float], _ keyShape: [Int], _ settings: Settings,
    mask: Tensor? = nil
  ) throws -> [Double] {
    let key = Tensor(keyShape, keys)
    return try run(
      "Attention", [Tensor(shape, queries), key, key, mask],
      [("scale", .float(100))] + settings)[0].doubles
  }

  /// Four heads of queries share two of keys: the first two the first one.
  @Test func neighboursShareAHead() throws {
    let found = try attention([1, 4, 1, 1], [1, 1, 1, 1], [1, 2, 3, 4], [1, 2, 2, 1], [])
    #expect(found == [2, 2, 4, 4])
  }

  /// The features of a position are its heads side by side.
  @Test func headsAreCutFromFeatures() throws {
    let heads: Settings = [("q_num_heads", .integer(2)), ("kv_num_heads", .integer(2))]
    let found = try attention(
      [1, 1, 2], [1, -1], [1, 2, 3, 4], [1, 2, 2], heads)
    #expect(found == [3, 2])
  }

  @Test func queriesDoNotLookAhead() throws {
    let causal: Settings = [("is_causal", .integer(1))]
    let found = try attention([1, 1, 2, 1], [1, 1], [1, 2], [1, 1, 2, 1], causal)
    #expect(found == [1, 2])
    // With one position in the cache, the first query sees that and its own.
    let cache = Tensor([1, 1, 1, 1], [5] as [Float])
    let x = Tensor([1, 1, 2, 1], [1, 9] as [Float])
    let outputs = try run(
      "Attention", [Tensor([1, 1, 2, 1], [1, 1] as [Float]), x, x, nil, cache, cache],
      [("scale", .float(100))] + causal, outputs: ["y", "k", "v"])
    #expect(outputs[0].doubles == [5, 9])
    #expect(outputs[1].doubles == [5, 1, 9] && outputs[2].shape == [1, 1, 3, 1])
  }

  /// A masked key stays unseen where scores are capped, and a query without keys takes nothing.
  @Test func masksHide() throws {
    let mask = Tensor(.bool, [2, 2], [1, 0, 0, 0] as [UInt8])
    let found = try attention(
      [1, 1, 2, 1], [1, 1], [1, 2], [1, 1, 2, 1], [("softcap", .float(1))], mask: mask)
    #expect(found == [1, 0])
  }

  // MARK: Pools and foldings

  @Test func normsOfWindows() throws {
    let x = Tensor([1, 1, 4], [3, -4, 0, 5] as [Float])
    let kernel: Settings = [("kernel_shape", .integers([2])), ("strides", .integers([2]))]
    expect(try run("LpPool", [x], kernel)[0], near: [5, 5])
    expect(try run("LpPool", [x], kernel + [("p", .integer(1))])[0], near: [7, 5])
    expect(try run("LpPool", [x], kernel + [("pads", .integers([1, 1]))])[0], near: [3, 4, 5])
    let three = Tensor([1, 1, 3], [3, -4, 2] as [Float])
    expect(try run("LpPool", [three], kernel + [("ceil_mode", .integer(1))])[0], near: [5, 2])
    expect(try run("GlobalLpPool", [x])[0], near: [50.squareRoot()])
  }

  @Test func elementsByTheirNorm() throws {
    let x = Tensor([2, 2], [3, -4, 0, 0] as [Float])
    expect(try run("LpNormalization", [x])[0], near: [0.6, -0.8, 0, 0])
    expect(
      try run("LpNormalization", [x], [("p", .integer(1)), ("axis", .integer(0))])[0],
      near: [1, -1, 0, 0])
    expect(try run("Swish", [Tensor([0, 1] as [Float])], opset: 24)[0], near: [0, 0.731_058_6])
  }

  /// Windows of two that overlap in the middle.
  @Test func columnsAddUp() throws {
    let columns = Tensor([1, 2, 2], [1, 2, 10, 20] as [Float])
    let (image, block) = (Tensor([1, 3] as [Int64]), Tensor([1, 2] as [Int64]))
    let found = try run("Col2Im", [columns, image, block], known: ["x1", "x2"])
    #expect(found == [Tensor([1, 1, 1, 3], [1, 12, 20] as [Float])])
  }

  @Test func poolsComeBack() throws {
    let (x, places) = (
      Tensor([1, 1, 2], [7, 9] as [Float]), Tensor([1, 1, 2], [1, 2] as [Int64])
    )
    let kernel: Settings = [("kernel_shape", .integers([2])), ("strides", .integers([2]))]
    #expect(
      try run("MaxUnpool", [x, places], kernel) == [Tensor([1, 1, 4], [0, 7, 9, 0] as [Float])])
    let shape = Tensor([1, 1, 5] as [Int64])
    #expect(
      try run("MaxUnpool", [x, places, shape], kernel, known: ["x2"])[0].doubles
        == [0, 7, 9, 0, 0])
  }

  // MARK: Places

  /// The identity gives the places of the elements themselves.
  @Test func mapsOfGrids() throws {
    let matrix = Tensor([1, 2, 3], [1, 0, 0, 0, 1, 0] as [Float])
    let size = Tensor([1, 1, 2, 2] as [Int64])
    let found = try run("AffineGrid", [matrix, size], known: ["x1"])[0]
    #expect(
      found == Tensor([1, 2, 2, 2], [-0.5, -0.5, 0.5, -0.5, -0.5, 0.5, 0.5, 0.5] as [Float]))
    let corners = try run(
      "AffineGrid", [matrix, size], [("align_corners", .integer(1))], known: ["x1"])[0]
    #expect(corners.doubles == [-1, -1, 1, -1, -1, 1, 1, 1])
  }

  /// Without offsets it is a convolution; an offset of one column reads what is beside.
  @Test func convolutionsLookAside() throws {
    let x = Tensor([1, 2, 2, 3], (0 ..< 12).map { Float($0) })
    let w = Tensor([1, 2, 1, 2], [1, 10, 100, 1000] as [Float])
    let none = Tensor(zeros: .float32, [1, 4, 2, 2])
    let plain = try run("Conv", [x, w])[0]
    expect(try run("DeformConv", [x, w, none])[0], near: plain.doubles, within: 1e-2)
    // The second tap looks one column further, and so behind the last one: there is 0.
    var offsets = [Float](repeating: 0, count: 16)
    for place in 12 ..< 16 { offsets[place] = 1 }
    let aside = try run("DeformConv", [x, w, Tensor([1, 4, 2, 2], offsets)])[0]
    expect(aside, near: [8620, 701, 11953, 1004], within: 1e-2)
  }

  @Test func padsThatAreComputed() throws {
    let (x, pads) = (Tensor([1, 2], [1, 2] as [Float]), Tensor([0, 1, 1, 0] as [Int64]))
    #expect(
      try run("Pad", [x, pads]) == [Tensor([2, 3], [0, 1, 2, 0, 0, 0] as [Float])])
    let axes = Tensor([-1] as [Int64])
    #expect(
      try run("Pad", [x, Tensor([1, 1] as [Int64]), nil, axes], known: ["x3"])
        == [Tensor([1, 4], [0, 1, 2, 0] as [Float])])
  }

  // MARK: Sums of products

  @Test func lettersTwiceAndDots() throws {
    let x = Tensor([2, 2, 2], (0 ..< 8).map { Float($0) })
    let diagonal = try run("Einsum", [x], [("equation", .text("...ii->...i"))])[0]
    #expect(diagonal == Tensor([2, 2], [0, 3, 4, 7] as [Float]))
    #expect(try run("Einsum", [x], [("equation", .text("iii"))])[0].doubles == [7])
    let row = Tensor([1, 2], [1, 10] as [Float])
    let product = try run("Einsum", [x, row], [("equation", .text("...ij,...j->...i"))])[0]
    #expect(product == Tensor([2, 2], [10, 32, 54, 76] as [Float]))
  }

  // MARK: Spectra

  @Test func transforms() throws {
    let x = Tensor([1, 4, 1], [1, 0, -1, 0] as [Float])
    expect(try run("DFT", [x])[0], near: [0, 0, 2, 0, 0, 0, 2, 0])
    expect(
      try run("DFT", [x], [("onesided", .integer(1))], opset: 17)[0], near: [0, 0, 2, 0, 0, 0])
    let step = Tensor(scalar: Int64(2))
    let window = Tensor([1, 2] as [Float])
    let frames = try run("STFT", [x, step, window], known: ["x1"])[0]
    #expect(frames.shape == [1, 2, 2, 2])
    expect(frames, near: [1, 0, 1, 0, -1, 0, -1, 0])
  }

  // MARK: What differs

  @Test func whatDiffers() throws {
    let x = Tensor([2, 1, 1, 3] as [Float])
    let found = try run("Unique", [x], [("sorted", .integer(0))], outputs: ["y", "i", "p", "c"])
    #expect(found.map(\.ints) == [[2, 1, 3], [0, 1, 3], [0, 1, 1, 2], [1, 2, 1]])
  }

  /// Of the pool, 5 stands twice, and 5 6 once with nothing and once with one element between.
  @Test func sequencesAreCounted() throws {
    let x = Tensor([2, 3], [5, 6, 5, 5, 7, 6] as [Int64])
    let settings: Settings = [
      ("mode", .text("TF")), ("min_gram_length", .integer(1)), ("max_gram_length", .integer(2)),
      ("max_skip_count", .integer(1)), ("ngram_counts", .integers([0, 1])),
      ("ngram_indexes", .integers([1, 0])), ("pool_int64s", .integers([5, 5, 6])),
    ]
    #expect(
      try run("TfIdfVectorizer", [x], settings) == [Tensor([2, 2], [1, 2, 1, 1] as [Float])])
  }

  @Test func conditionsAreReduced() throws {
    let x = Tensor(.bool, [2, 2], [1, 0, 1, 1] as [UInt8])
    let axes = Tensor([1] as [Int64])
    let least = try run("ReduceMin", [x, axes], [("keepdims", .integer(0))], known: ["x1"])[0]
    #expect(least == Tensor(.bool, [2], [0, 1] as [UInt8]))
  }

  // MARK: Short floats

  @Test func shortFloats() throws {
    let x = Tensor([500, 0.3, -2] as [Float])
    let held = try run("Cast", [x], [("to", .integer(17))])[0]
    #expect(held.elementType == .float8E4M3FN)
    #expect(held.doubles == [448, 0.3125, -2])
    let open = try run("Cast", [x], [("to", .integer(17)), ("saturate", .integer(0))])[0]
    #expect(open.doubles[0].isNaN)
    #expect(try run("Cast", [held], [("to", .integer(1))])[0].doubles == [448, 0.3125, -2])
    #expect(
      try run("Cast", [Tensor([9, -9, 3.7] as [Float])], [("to", .integer(22))])[0].ints
        == [7, -8, 3])
  }

  @Test func scalesOfShortFloats() throws {
    let x = Tensor([2, 2], [3, 1e6, -1, 8] as [Float])
    let (scale, zero) = (
      Tensor([2, 4] as [Float]), Tensor(zeros: .float8E5M2, [2])
    )
    let axis: Settings = [("axis", .integer(0))]
    let short = try run("QuantizeLinear", [x, scale, zero], axis)[0]
    #expect(short.elementType == .float8E5M2)
    #expect(short.doubles == [1.5, 57344, -0.25, 2])
    let back = try run("DequantizeLinear", [short, scale, zero], axis)[0]
    #expect(back.doubles == [3, 114_688, -1, 8])
  }

}
