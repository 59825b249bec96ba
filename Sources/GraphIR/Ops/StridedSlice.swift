import Diagnostics
import Tensors

/// Takes every so manieth element from a range of each axis.
///
/// - Source: Relay 0.0.5 `strided_slice`.
public enum StridedSlice {

  public static let begin = AttributeKey<[Int]>(
    "begin", default: [], "the first position of each axis")
  public static let end = AttributeKey<[Int]>("end", default: [], "the position behind the last")
  public static let strides = AttributeKey<[Int]>("strides", default: [1], "the steps")
  public static let mode = AttributeKey(
    "slice_mode", default: "end", "`end`, or `size` where `end` holds the numbers of elements")
  public static let axes = AttributeKey<[Int]?>(
    "axes", default: nil, "the axes that are cut; else the first")

  public static let op = Op(
    "strided_slice", "the elements of a range of each axis, every so manieth", operands: ["data"],
    attributes: [begin, end, strides, mode, axes], traits: .moves,
    infer: { input throws(Diagnostic) in
      try input.expect(operands: 1 ... 1)
      let data = try input.tensor(0)
      var shape = data.shape
      for cut in try cuts(input.attributes, rank: shape.count) {
        guard let extent = shape[cut.axis] else { continue }
        shape[cut.axis] = cut.range(of: extent).count
      }
      return .tensor(shape, data.element)
    },
    evaluate: { operands, attributes throws(Diagnostic) in
      let data = try operands.tensor(0)
      return .tensor(try slice(data, cuts(attributes, rank: data.rank)))
    })

  /// What is taken of one axis.
  struct Cut {
    let axis: Int
    let begin: Int
    let end: Int
    let step: Int

    /// Whether `end` is a number of elements.
    var countsElements = false

    /// Where the first element is in an axis of `extent`, and how many there are.
    func range(of extent: Int) -> (start: Int, count: Int) {
      let limits = step > 0 ? 0 ... extent : -1 ... extent - 1
      let start = clamped(begin, extent, limits)
      if countsElements {
        let stop = end < 0 || end > extent - start ? extent : start + end
        return (start, max(0, stop - start))
      }
      let stop = clamped(end, extent, limits)
      let span = step > 0 ? stop - start : start - stop
      let size = step.magnitude > UInt(Int32.max) ? Int(Int32.max) : abs(step)
      return (start, span <= 0 ? 0 : (span + size - 1) / size)
    }

    private func clamped(_ position: Int, _ extent: Int, _ limits: ClosedRange<Int>) -> Int {
      let absolute = position < 0 ? position + extent : position
      return min(max(absolute, limits.lowerBound), limits.upperBound)
    }
  }

  /// The elements that `cuts` leave of `data`.
  static func slice(_ data: Tensor, _ cuts: [Cut]) throws(Diagnostic) -> Tensor {
    var starts = data.shape.map { _ in 0 }
    var extents = data.shape
    var steps = data.shape.map { _ in 1 }
    for cut in cuts {
      let range = cut.range(of: data.shape[cut.axis])
      (starts[cut.axis], extents[cut.axis]) = range.count == 0 ? (0, 0) : range
      steps[cut.axis] = range.count < 2 ? 1 : cut.step
    }
    return try computing { () throws(TensorError) in
      try data.sliced(starts: starts, extents: extents, steps: steps)
    }
  }

  private static func cuts(_ attributes: Attributes, rank: Int) throws(Diagnostic) -> [Cut] {
    try cuts(
      begin: attributes[begin], end: attributes[end], steps: attributes[strides],
      axes: attributes[axes], rank: rank, countsElements: attributes[mode] == "size")
  }

  /// The cuts that the lists ask for; one step stands for all axes.
  /// - Errors: the lists do not go together, an axis does not exist, or a step is 0.
  static func cuts(
    begin: [Int], end: [Int], steps: [Int], axes: [Int]?, rank: Int, countsElements: Bool = false
  ) throws(Diagnostic) -> [Cut] {
    let axes = axes ?? Array(0 ..< min(begin.count, rank))
    let steps = steps.count == 1 ? axes.map { _ in steps[0] } : steps
    guard begin.count == axes.count, end.count == axes.count, steps.count >= axes.count else {
      throw .error(
        "\(begin.count) begins, \(end.count) ends and \(steps.count) steps for \(axes.count) axes")
    }
    _ = try normalized(axes: axes, rank: rank)
    guard !steps.contains(0) else { throw .error("a step of 0") }
    return axes.indices.map {
      Cut(
        axis: axes[$0] < 0 ? axes[$0] + rank : axes[$0], begin: begin[$0], end: end[$0],
        step: countsElements ? 1 : steps[$0], countsElements: countsElements)
    }
  }

}
