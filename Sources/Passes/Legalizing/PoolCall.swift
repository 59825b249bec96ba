import GraphIR
import Support
import Tensors

/// A pooling in the canonical order of axes, and whether some target takes it.
struct PoolCall {

  let op: Op
  let attributes: Attributes
  let data: ID<Node>
  let type: TensorType
  let keys: Pooling
  let window: Window

  /// Whether it takes means, and not the greatest elements.
  let isMean: Bool

  private static let kinds: [Op: (keys: Pooling, isMean: Bool)] = [
    MaxPool.op1D: (MaxPool.keys1D, false), MaxPool.op2D: (MaxPool.keys2D, false),
    AvgPool.op1D: (AvgPool.keys1D, true), AvgPool.op2D: (AvgPool.keys2D, true),
  ]

  /// - Returns: nil if `id` is something else, or its axes stand in another order.
  init?(_ id: ID<Node>, in rewriter: Rewriter) {
    guard let (op, attributes) = rewriter.call(id),
      let data = rewriter.operands(of: id).first, let type = rewriter.tensorType(data)
    else { return nil }
    self.op = op
    self.attributes = attributes
    self.data = data
    self.type = type
    if [GlobalPool.average, GlobalPool.maximum].contains(op) {
      let extents = type.shape.dropFirst(2).compactMap(\.self)
      guard attributes[GlobalPool.layout] == "NCHW", extents.count == 2,
        ["", "NCHW"].contains(attributes[GlobalPool.outLayout])
      else { return nil }
      isMean = op == GlobalPool.average
      keys = isMean ? AvgPool.keys2D : MaxPool.keys2D
      window = Window(kernel: extents)
      return
    }
    guard let kind = Self.kinds[op], let window = try? kind.keys.window(attributes),
      attributes[kind.keys.layout] == Attributes()[kind.keys.layout],
      ["", Attributes()[kind.keys.layout]].contains(attributes[Pooling.outLayout])
    else { return nil }
    keys = kind.keys
    isMean = kind.isMean
    self.window = window
  }

  /// The spatial extents of the data, where all are known.
  var extents: [Int]? { type.extents.map { Array($0.dropFirst(2)) } }

  /// Of this pooling, or of one with other attributes.
  ///
  /// The mean of whole images is their sum on integers, and may be taken as such.
  func outline(
    _ id: ID<Node>, _ other: Attributes? = nil, in rewriter: inout Rewriter
  ) -> CallOutline {
    CallOutline(
      op, other ?? attributes, operands: [type.shape], result: rewriter.tensorType(id)?.shape,
      isDataNeverNegative: rewriter.isNeverNegative(data),
      orAs: op == GlobalPool.average ? [Reductions.sum] : [])
  }

  /// The mean of whole images, if that is what each channel of the result is.
  var global: CallOutline? {
    guard op == AvgPool.op2D, let extents, window.isDense,
      let result = try? window.outputExtents(extents), result.allSatisfy({ $0 == 1 }),
      extents.indices.allSatisfy({
        window.padsBegin[$0] >= 0 && window.kernel[$0] >= window.padsBegin[$0] + extents[$0]
      }),
      !attributes[Pooling.countsPadding] || window.kernel == extents
    else { return nil }
    return CallOutline(
      GlobalPool.average, Attributes(), operands: [type.shape],
      result: Array(type.shape.prefix(2)) + [1, 1], orAs: [Reductions.sum])
  }

  /// For each axis, how many elements behind the padding the last window reaches; nil where an
  /// extent is not known.
  var overhang: [Int]? {
    extents?.enumerated().map { axis, extent in
      guard let count = try? window.outputExtent(axis, of: extent) else { return 0 }
      let end = (count - 1) * window.strides[axis] + window.reach(axis)
      return max(0, end - extent - window.padsBegin[axis] - window.padsEnd[axis])
    }
  }

}
