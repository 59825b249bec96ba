import Diagnostics
import Support
import Tensors

/// Chooses boxes by their scores, without those that cover one that was chosen.
///
/// - Source: ONNX `NonMaxSuppression`.
public enum NonMaxSuppression {

  public static let isCentred = AttributeKey(
    "center_point_box", default: false, "whether a box is its middle and size, not two corners")

  public static let op = Op(
    "onnx.non_max_suppression", "image, class and number of each box that is chosen",
    operands: [
      "boxes", "scores", "count: the most of a class", "overlap: the greatest that is allowed",
      "threshold: of scores",
    ], attributes: [isCentred],
    infer: { input throws(Diagnostic) in
      try input.expect(operands: 5 ... 5)
      let (boxes, scores) = (try input.tensor(0, rank: 3), try input.tensor(1, rank: 3))
      if let numbers = boxes.shape[2], numbers != 4 { throw .error("boxes of \(numbers) numbers") }
      if let a = boxes.shape[1], let b = scores.shape[2], a != b {
        throw .error("\(b) scores for \(a) boxes")
      }
      return .tensor([nil, 3], .int64)
    },
    evaluate: { operands, attributes throws(Diagnostic) in
      let (boxes, scores) = (try operands.tensor(0), try operands.tensor(1))
      let most = try operands.tensor(2).ints.first ?? 0
      let overlap = try operands.tensor(3).doubles.first ?? 0
      let threshold = try operands.tensor(4).doubles.first ?? -.infinity
      let (images, classes, count) = (scores.shape[0], scores.shape[1], scores.shape[2])
      guard boxes.shape == [images, count, 4] else { throw .error("scores for other boxes") }
      let all = rectangles(boxes.doubles, isCentred: attributes[isCentred])
      let numbers = scores.doubles
      var chosen: [Int] = []
      for image in 0 ..< images {
        let own = Array(all[image * count ..< (image + 1) * count])
        for label in 0 ..< classes {
          let start = (image * classes + label) * count
          let best = try chosenBoxes(
            own, Array(numbers[start ..< start + count]), most: most, overlap, threshold)
          chosen += best.flatMap { [image, label, $0] }
        }
      }
      return try tensorValue { () throws(TensorError) in
        try Tensor(.int64, [chosen.count / 3, 3], ints: chosen)
      }
    })

  /// A box by its corners.
  private struct Rectangle {

    let top: Double
    let left: Double
    let bottom: Double
    let right: Double

    var area: Double { (bottom - top) * (right - left) }

    /// How much of both together lies in both.
    func overlap(_ other: Rectangle) -> Double {
      let height = min(bottom, other.bottom) - max(top, other.top)
      let width = min(right, other.right) - max(left, other.left)
      guard height > 0, width > 0 else { return 0 }
      return height * width / (area + other.area - height * width)
    }

  }

  private static func rectangles(_ numbers: [Double], isCentred: Bool) -> [Rectangle] {
    stride(from: 0, to: numbers.count, by: 4).map { start in
      let (a, b, c, d) = (
        numbers[start], numbers[start + 1], numbers[start + 2], numbers[start + 3]
      )
      if isCentred {
        return Rectangle(top: b - d / 2, left: a - c / 2, bottom: b + d / 2, right: a + c / 2)
      }
      return Rectangle(top: min(a, c), left: min(b, d), bottom: max(a, c), right: max(b, d))
    }
  }

  /// The boxes of one class, best first; of equal scores the first box.
  private static func chosenBoxes(
    _ boxes: [Rectangle], _ scores: [Double], most: Int, _ overlap: Double, _ threshold: Double
  ) throws(Diagnostic) -> [Int] {
    var chosen: [Int] = []
    var poll = Poll()
    let order = scores.indices.filter { scores[$0] > threshold }
      .sorted { scores[$0] == scores[$1] ? $0 < $1 : scores[$0] > scores[$1] }
    for box in order where chosen.count < most {
      try poll.check(after: 1 + chosen.count * 8)
      if chosen.allSatisfy({ boxes[$0].overlap(boxes[box]) <= overlap }) { chosen.append(box) }
    }
    return chosen
  }

}
