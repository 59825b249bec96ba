import Diagnostics
import Tensors

/// The greatest or the mean of all elements of a channel.
public enum GlobalPool {

  public static let layout = AttributeKey(
    "layout", default: "NCHW", "the order of the data's axes")
  public static let outLayout = AttributeKey(
    "out_layout", default: "", "the layout of the result; that of the data if empty")

  public static let average = op("nn.global_avg_pool2d", "the mean of each channel", .mean)
  public static let maximum = op("nn.global_max_pool2d", "the greatest of each channel", .maximum)

  private static func op(_ name: String, _ summary: String, _ kind: Pooling.Kind) -> Op {
    let pooling = Pooling(rank: 2, kind)
    return Op(
      name, summary, operands: ["data"], attributes: [layout, outLayout],
      traits: kind.traits,
      infer: { input throws(Diagnostic) in
        try input.expect(operands: 1 ... 1)
        let data = try input.tensor(0, rank: 4)
        let (order, to) = orders(input.attributes)
        let extents = try order.extents(data.shape, to: Layout("NCHW"))
        let shape = [extents[0], extents[1], 1, 1]
        return .tensor(try Layout("NCHW").extents(shape, to: to), data.element)
      },
      evaluate: { operands, attributes throws(Diagnostic) in
        let (order, to) = orders(attributes)
        let data = try order.rearranged(operands.tensor(0), to: Layout("NCHW"))
        let all: Attributes = [pooling.poolSize(Array(data.shape.suffix(2)))]
        let result = try pooling.op(name, summary).evaluate([.tensor(data)], all).asTensor()
        return .tensor(try Layout("NCHW").rearranged(result, to: to))
      })
  }

  private static func orders(_ attributes: Attributes) -> (data: Layout, result: Layout) {
    let data = attributes[layout]
    return (Layout(data), Layout(attributes[outLayout].isEmpty ? data : attributes[outLayout]))
  }

}
