import Diagnostics
import GraphIR
import Support
import Tensors

/// Fourier transforms, and the weights that make bands of their results.
enum Transforms {

  static let conversions: [Conversion] = [
    Conversion("DFT") { graph, node throws(Diagnostic) in [try transform(&graph, node)] },
    Conversion("STFT") { graph, node throws(Diagnostic) in [try frames(&graph, node)] },
    Conversion("MelWeightMatrix") { graph, node throws(Diagnostic) in
      [graph.constant(try bands(&graph, node))]
    },
  ]

  private static func transform(
    _ graph: inout GraphImporter, _ node: ModelNode
  ) throws(Diagnostic) -> ID<Node> {
    let data = try node[0]
    let length = try graph.constant(node, 1, "dft_length")?.ints.first
    var axis = try node.integer("axis", default: 1)
    if node.version >= 20 { axis = try graph.constant(node, 2, "axis")?.ints.first ?? -2 }
    return try graph.call(
      Fourier.op, [data],
      [
        Fourier.length(length), Fourier.axis(axis), Fourier.isInverse(node.flag("inverse")),
        Fourier.isOneSided(node.flag("onesided")),
      ])
  }

  /// The transforms of parts of a signal, one every so many elements.
  /// - Shapes: [batch, n, 1 or 2] → [batch, frames, length, 2]
  private static func frames(
    _ graph: inout GraphImporter, _ node: ModelNode
  ) throws(Diagnostic) -> ID<Node> {
    let signal = try node[0]
    let extents = try graph.extents(of: signal)
    guard extents.count == 3 else { throw .error("a signal of \(extents.count) axes, expected 3") }
    guard let step = try graph.constant(node, 1, "frame_step")?.ints.first, step > 0 else {
      throw .error("input `frame_step` must be positive")
    }
    let window = node.optional(2)
    let given = try graph.constant(node, 3, "frame_length")?.ints.first
    let windowSize = try window.map { (window) throws(Diagnostic) in
      try graph.extents(of: window).first ?? 1
    }
    let length = given ?? windowSize ?? extents[1]
    guard length > 0, length <= extents[1], windowSize ?? length == length else {
      throw .error("frames of \(length) elements of a signal of \(extents[1])")
    }
    let count = (extents[1] - length) / step + 1
    guard Tensor.elementCount([count, length], of: .int64) != nil else {
      throw .error("\(count) frames of \(length) elements are too many")
    }
    let starts = try progression(&graph, count, step, shape: [count, 1])
    let places = try graph.call(
      Arithmetic.add, [starts, progression(&graph, length, 1, shape: [1, length])])
    var parts = try graph.call(Take.op, [signal, places], [Take.axis(1), Take.mode("fast")])
    if let window {
      let weights = try graph.call(Reshape.op, [window], [Reshape.shape([length, 1])])
      parts = try graph.call(Arithmetic.multiply, [parts, weights])
    }
    let isOneSided = try node.flag("onesided", default: true) && extents[2] == 1
    return try graph.call(
      Fourier.op, [parts], [Fourier.axis(2), Fourier.isOneSided(isOneSided)])
  }

  /// 0, `step`, 2 `step`, … as `int64`.
  private static func progression(
    _ graph: inout GraphImporter, _ count: Int, _ step: Int, shape: [Int]
  ) throws(Diagnostic) -> ID<Node> {
    let (end, overflow) = count.multipliedReportingOverflow(by: step)
    guard !overflow else { throw .error("\(count) frames by \(step) are too many") }
    let numbers = try graph.call(
      Arange.op,
      [0, end, step].map { graph.constant(Tensor(scalar: Int64($0))) })
    return try graph.call(Reshape.op, [numbers], [Reshape.shape(shape)])
  }

  /// Triangles over the frequencies of a transform, at equal distances on the mel scale.
  /// - Shapes: [frequencies, bands]
  private static func bands(
    _ graph: inout GraphImporter, _ node: ModelNode
  ) throws(Diagnostic) -> Tensor {
    var numbers: [Double] = []
    let names = [
      "num_mel_bins", "dft_length", "sample_rate", "lower_edge_hertz", "upper_edge_hertz",
    ]
    for (index, name) in names.enumerated() {
      guard let number = try graph.constant(node, index, name)?.doubles.first, number.isFinite
      else {
        throw .error("input `\(name)` is missing")
      }
      numbers.append(number)
    }
    let type = try ElementType(onnx: node.integer("output_datatype", default: 1))
    guard (0 ... 0x1p24).contains(numbers[0]), (1 ... 0x1p24).contains(numbers[1]),
      numbers[2] > 0, numbers[3] > -700, numbers[4] > -700,
      Tensor.elementCount([Int(numbers[1]) / 2 + 1, Int(numbers[0])], of: .float64) != nil
    else { throw .error("there are no mel weights for \(numbers)") }
    let (count, length) = (Int(numbers[0]), Int(numbers[1]))
    let edges = try MelScale.edges(
      count: count, length: length, rate: numbers[2], from: numbers[3], to: numbers[4])
    let shape = [length / 2 + 1, count]
    do throws(TensorError) {
      try Tensor.roomForElements(shape, of: .float64)
    } catch {
      throw Diagnostic(error)
    }
    return Tensor(shape, MelScale.weights(edges, rows: shape[0])).converted(to: type)
  }

}

/// Frequencies as ears tell them apart.
private enum MelScale {

  /// The frequencies, as places in the transform, where bands begin and end: each band takes three.
  /// - Errors: one lies outside of the transform.
  static func edges(
    count: Int, length: Int, rate: Double, from low: Double, to high: Double
  ) throws(Diagnostic) -> [Int] {
    let (bottom, top) = (try mel(low), try mel(high))
    let step = (top - bottom) / Double(count + 2)
    var poll = Poll()
    return try (0 ..< count + 2).map { (index) throws(Diagnostic) in
      try poll.check(after: 8)
      let power = (bottom + Double(index) * step) / 2595 * (try applied(.logarithm, 10))
      let hertz = 700 * (try applied(.exponential, power) - 1)
      let place = (Double(length + 1) * hertz / rate).rounded(.down)
      guard (0 ... Double(length / 2)).contains(place) else {
        throw .error(
          "the band edge of \(hertz) Hz lies outside of a transform of \(length) numbers",
          hints: ["`upper_edge_hertz` is at most half of `sample_rate`"])
      }
      return Int(place)
    }
  }

  /// One column for each band: up from its first edge to its second, down to its third.
  static func weights(_ edges: [Int], rows: Int) -> [Double] {
    let count = edges.count - 2
    var result = [Double](repeating: 0, count: rows * count)
    var poll = Poll()
    for band in 0 ..< count {
      let (low, middle, high) = (edges[band], edges[band + 1], edges[band + 2])
      if poll.isRequested(after: 8 + max(0, high - low)) { return result }
      if low == middle { result[middle * count + band] = 1 }
      for place in low ..< max(low, middle + 1) where low != middle {
        result[place * count + band] = Double(place - low) / Double(middle - low)
      }
      for place in middle ..< max(middle, high) {
        result[place * count + band] = Double(high - place) / Double(high - middle)
      }
    }
    return result
  }

  private static func mel(_ hertz: Double) throws(Diagnostic) -> Double {
    2595 * (try applied(.logarithm, 1 + hertz / 700)) / (try applied(.logarithm, 10))
  }

  private static func applied(
    _ function: UnaryFunction, _ x: Double
  ) throws(Diagnostic) -> Double {
    do throws(TensorError) {
      return try Tensor(scalar: x).applying(function).doubles[0]
    } catch {
      throw Diagnostic(error)
    }
  }

}
