import Diagnostics
import Support
import Tensors

/// Counts in sequences the short ones that are looked for.
///
/// - Source: ONNX `TfIdfVectorizer`, version 9.
public enum CountSequences {

  public static let mode = AttributeKey(
    "mode", default: "TF", "`TF` for counts, `IDF` for weights of what is there, `TFIDF` for both")
  public static let least = AttributeKey(
    "min_gram_length", default: 1, "the fewest elements of a sequence that is looked for")
  public static let most = AttributeKey(
    "max_gram_length", default: 1, "the most elements of a sequence that is looked for")
  public static let skips = AttributeKey(
    "max_skip_count", default: 0, "how many elements may at most be skipped between two")
  public static let starts = AttributeKey<[Int]>(
    "ngram_counts", default: [], "where in the pool the sequences of one, two … elements begin")
  public static let places = AttributeKey<[Int]>(
    "ngram_indexes", default: [], "where in the result each sequence of the pool is counted")
  public static let pool = AttributeKey<[Int]>(
    "pool_int64s", default: [], "the sequences, one behind the other")
  public static let weights = AttributeKey<[Double]>(
    "weights", default: [], "what each position of the result counts; 1 where there are none")

  public static let op = Op(
    "onnx.tf_idf", "how often sequences of a pool stand in each row", operands: ["data"],
    attributes: [mode, least, most, skips, starts, places, pool, weights],
    infer: { input throws(Diagnostic) in
      try input.expect(operands: 1 ... 1)
      let data = try input.tensor(0)
      guard data.element.isInteger else { throw .refused(data.element, "integers") }
      guard data.shape.count < 3 else { throw .error("data of \(data.shape.count) axes") }
      let pool = try SequencePool(input.attributes)
      return .tensor(Array(data.shape.dropLast()) + [pool.size], .float32)
    },
    evaluate: { operands, attributes throws(Diagnostic) in
      let data = try operands.tensor(0)
      let pool = try SequencePool(attributes)
      let width = data.shape.last ?? 1
      let (numbers, rows) = (data.ints, data.rank == 2 ? data.shape[0] : 1)
      let shape = Array(data.shape.dropLast()) + [pool.size]
      _ = try computing { () throws(TensorError) in
        try Tensor.roomForElements(shape, of: .float64)
      }
      var result: [Float] = []
      for row in 0 ..< rows {
        result += try pool.counts(in: numbers[row * width ..< (row + 1) * width])
      }
      return .tensor(Tensor(shape, result))
    })

}

/// The sequences that are looked for.
private struct SequencePool {

  /// Where in the result each sequence is counted.
  private var places: [ArraySlice<Int>: Int] = [:]

  /// How many numbers the result has for a row.
  let size: Int

  /// How many elements sequences have; none is longer than the pool has starts.
  private let lengths: Range<Int>
  private let skips: Int
  private let mode: String
  private let weights: [Double]

  /// - Errors: the lists do not go together.
  init(_ attributes: Attributes) throws(Diagnostic) {
    let (pool, indices) = (attributes[CountSequences.pool], attributes[CountSequences.places])
    let starts = attributes[CountSequences.starts]
    let (least, most) = (attributes[CountSequences.least], attributes[CountSequences.most])
    mode = attributes[CountSequences.mode]
    weights = attributes[CountSequences.weights]
    skips = attributes[CountSequences.skips]
    guard ["TF", "IDF", "TFIDF"].contains(mode) else { throw .error("`mode` is `\(mode)`") }
    guard least > 0, least <= most, skips >= 0, skips <= 1 << 30 else {
      throw .error("sequences of \(least) to \(most) elements with \(skips) skipped")
    }
    guard let last = indices.max(), indices.allSatisfy({ (0 ..< 1 << 32).contains($0) }),
      weights.isEmpty || weights.count > last
    else { throw .error("`ngram_indexes` and `weights` do not go together") }
    (lengths, size) = (least ..< max(least, min(most, starts.count) + 1), last + 1)
    let ends = starts.dropFirst() + [pool.count]
    guard zip(starts, ends).allSatisfy({ 0 <= $0 && $0 <= $1 && $1 <= pool.count }) else {
      throw .error("`ngram_counts` \(starts) for a pool of \(pool.count) elements")
    }
    var next = 0
    for (index, (start, end)) in zip(starts, ends).enumerated() {
      let length = index + 1
      for place in stride(from: start, to: end - length + 1, by: length) {
        guard next < indices.count else { throw .error("`ngram_indexes` are too few") }
        if lengths.contains(length) { places[pool[place ..< place + length]] = indices[next] }
        next += 1
      }
    }
  }

  /// What a row counts.
  func counts(in row: ArraySlice<Int>) throws(Diagnostic) -> [Float] {
    var counts = [Double](repeating: 0, count: size)
    var poll = Poll()
    for length in lengths {
      // A sequence of one element has nothing between its elements.
      for step in 1 ... (length == 1 ? 1 : skips + 1) {
        let (reach, overflow) = step.multipliedReportingOverflow(by: length - 1)
        guard !overflow, reach < row.count else { break }
        for start in row.startIndex ..< row.endIndex - reach {
          try poll.check(after: 8 + length)
          let found = (0 ..< length).map { row[start + $0 * step] }
          if let place = places[found[...]] { counts[place] += 1 }
        }
      }
    }
    return counts.enumerated().map { place, count in
      let weight = weights.isEmpty ? 1 : weights[place]
      switch mode {
      case "TF": return Float(count)
      case "IDF": return count > 0 ? Float(weight) : 0
      default: return Float(weight * count)
      }
    }
  }

}
