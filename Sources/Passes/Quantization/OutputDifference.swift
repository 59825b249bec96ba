import Diagnostics
import GraphIR
import Support
import Tensors

/// How far the outputs of a program lie from those of the program that it was made of, over samples.
public struct OutputDifference: Sendable, Hashable {

  /// The greatest distance of an element, as a part of the greatest element of its output.
  public private(set) var greatest = 0.0

  public private(set) var samples = 0

  /// How many samples have another greatest element in some output.
  public private(set) var otherGreatest = 0

  /// One output over all samples.
  private struct Sums: Sendable, Hashable {
    var reference = 0.0
    var found = 0.0
    var distance = 0.0
    var product = 0.0
  }

  private var sums: [Sums] = []

  init() {}

  /// The root of the sum of the squares of the distances, as a part of that of the numbers: that of
  /// the worst output.
  public var relative: Double {
    sums.reduce(0) { most, sum in
      if sum.distance == 0 { return most }
      return max(most, (sum.distance / sum.reference).squareRoot())
    }
  }

  /// The cosine between the outputs as vectors: that of the worst output.
  public var cosine: Double {
    let cosines = sums.lazy.filter { $0.distance != 0 }.map { sum in
      let length = (sum.reference * sum.found).squareRoot()
      return length > 0 ? sum.product / length : 0
    }
    return min(1, cosines.min() ?? 1)
  }

  /// What is made small where scales are chosen: what users see, and what is left where one element
  /// stands for all.
  var loss: Double { greatest + relative }

  /// Takes in the outputs for one sample; elements that should be no numbers do not count.
  /// - Cost: O(elements).
  mutating func add(_ references: [Tensor], _ found: [Tensor]) {
    samples += 1
    var isOther = false
    while sums.count < references.count { sums.append(Sums()) }
    var poll = Poll()
    for (index, (a, b)) in zip(references, found).enumerated() {
      let (a, b) = (a.doubles, b.doubles)
      var (most, distance) = (0.0, 0.0)
      var sum = sums[index]
      for (x, y) in zip(a, b) where x.isFinite {
        if poll.isRequested() { return }
        let off = y.isFinite ? abs(x - y) : .infinity
        most = max(most, abs(x))
        distance = max(distance, off)
        sum.reference += x * x
        sum.found += y * y
        sum.distance += off * off
        sum.product += x * y
      }
      sums[index] = sum
      if distance > 0 { greatest = max(greatest, most > 0 ? distance / most : .infinity) }
      isOther = isOther || a.placeOfGreatest != b.placeOfGreatest
    }
    otherGreatest += isOther ? 1 : 0
  }

}

extension OutputDifference {

  /// Runs `main` of both on each of `samples`.
  /// - Errors: an operator cannot be evaluated; the user asked to stop.
  init(
    _ first: GraphModule, _ second: GraphModule, on samples: [[Tensor]], in context: PassContext
  ) throws(Diagnostic) {
    for sample in samples {
      add(
        try first.outputs(for: sample, in: context), try second.outputs(for: sample, in: context))
    }
  }

  /// As `0.0131, cosine 0.9998`.
  var summary: String { "\(rounded(greatest, 5)), cosine \(rounded(cosine, 6))" }

  /// As `cosine 0.9998, relative 0.0214, greatest 0.0131; same greatest element in 15 of 16 samples`.
  public var words: String {
    "cosine \(rounded(cosine, 6)), relative error \(rounded(relative, 5)), greatest "
      + "\(rounded(greatest, 5)) of the largest element; the same greatest element in "
      + "\(samples - otherGreatest) of \(samples) samples"
  }

  private func rounded(_ number: Double, _ digits: Int) -> String {
    guard number.isFinite else { return "\(number)" }
    let unit = (0 ..< digits).reduce(1.0) { unit, _ in unit * 10 }
    return shortNumber((number * unit).rounded() / unit)
  }

}

extension GraphModule {
  /// What `main` gives for `sample`.
  /// - Errors: an operator cannot be evaluated; the user asked to stop.
  func outputs(for sample: [Tensor], in context: PassContext) throws(Diagnostic) -> [Tensor] {
    var hooks = EvaluationHooks()
    hooks.interruption = context.interruption
    var evaluator = Evaluator(self, hooks: hooks)
    return try evaluator.call("main", sample.map(Value.tensor)).tensors
  }
}

extension [Double] {
  /// Where the greatest number stands; nil where there is none.
  fileprivate var placeOfGreatest: Int? { indices.max { self[$0] < self[$1] } }
}
