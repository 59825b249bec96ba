import Diagnostics
import GraphIR
import Support
import Tensors

extension Rule {

  /// Windows over images: padding that can be their own, and means over whole images.
  static let windows: [Rule] = [
    Rule("pad-convolution", "w ∗ pad(x, 0) = w ∗ x, with wider padding") {
      rewriter, id, _ throws(Diagnostic) in
      guard let (op, attributes) = rewriter.call(id), let keys = Convolution.keys(of: op),
        let pad = ConstantPad(rewriter[id].operands[0], in: rewriter),
        pad.value == rewriter.outside(of: id),
        let padding = pad.joined(
          with: attributes[keys.window.padding], layout: attributes[keys.dataLayout])
      else { return nil }
      let operands = [pad.data] + rewriter[id].operands.dropFirst()
      return try rewriter.making(from: [id, pad.id]) { builder throws(Diagnostic) in
        try builder.call(op, operands, attributes.setting(keys.window.padding, padding))
      }
    },
    Rule("pad-max-pool", "max_pool(pad(x, c)) = max_pool(x) with padding, when no x is below c") {
      rewriter, id, _ throws(Diagnostic) in
      guard let (op, attributes) = rewriter.call(id), let keys = Pooling.maximumKeys(of: op),
        let pad = ConstantPad(rewriter[id].operands[0], in: rewriter),
        pad.isNeverGreatest(in: &rewriter),
        let padding = pad.joined(
          with: attributes[keys.window.padding], layout: attributes[keys.layout]),
        try pad.everyWindowMeetsData(keys, attributes, padding)
      else { return nil }
      return try rewriter.making(from: [id, pad.id]) { builder throws(Diagnostic) in
        try builder.call(op, [pad.data], attributes.setting(keys.window.padding, padding))
      }
    },
    Rule("pad-average-pool", "avg_pool(pad(x, 0)) = avg_pool(x) that counts its padding") {
      rewriter, id, _ throws(Diagnostic) in
      guard let (op, attributes) = rewriter.call(id), let keys = Pooling.averageKeys(of: op),
        let pad = ConstantPad(rewriter[id].operands[0], in: rewriter), pad.value == 0,
        !attributes[Pooling.ceilMode],
        attributes[Pooling.countsPadding]
          || attributes[keys.window.padding].allSatisfy({ $0 == 0 }),
        let padding = pad.joined(
          with: attributes[keys.window.padding], layout: attributes[keys.layout])
      else { return nil }
      let changed = attributes.setting(keys.window.padding, padding)
        .setting(Pooling.countsPadding, true)
      return try rewriter.making(from: [id, pad.id]) { builder throws(Diagnostic) in
        try builder.call(op, [pad.data], changed)
      }
    },
    Rule("average-pool-image", "avg_pool2d(x) = global_avg_pool2d(x), over the whole image") {
      rewriter, id, _ throws(Diagnostic) in
      guard let (op, attributes) = rewriter.call(id), op == AvgPool.op2D,
        attributes[AvgPool.keys2D.layout] == "NCHW", attributes[Pooling.outLayout].isEmpty,
        let x = rewriter[id].operands.first, rewriter.tensorType(x)?.element.isFloat == true,
        let extents = rewriter.tensorType(x)?.extents, extents.count == 4
      else { return nil }
      let window = try AvgPool.keys2D.window(attributes)
      guard window.kernel == Array(extents[2...]), window.isDense, !window.hasPads else {
        return nil
      }
      return try rewriter.making(from: [id]) { builder throws(Diagnostic) in
        try builder.call(GlobalPool.average, [x])
      }
    },
    Rule("mean-pool", "mean(x, axis=[2, 3]) = global_avg_pool2d(x), flattened if the axes go") {
      rewriter, id, _ throws(Diagnostic) in
      guard let axes = rewriter.meanAxes(id), axes == [2, 3] else { return nil }
      let x = rewriter[id].operands[0]
      guard let type = rewriter.tensorType(x), type.shape.count == 4, type.element.isFloat else {
        return nil
      }
      let keepsAxes = rewriter[id].attributes[Reductions.keeps]
      return try rewriter.making(from: [id]) { builder throws(Diagnostic) in
        let mean = try builder.call(GlobalPool.average, [x])
        return keepsAxes ? mean : try builder.call(BatchFlatten.op, [mean])
      }
    },
    Rule("mean-transpose", "mean(transpose(x, p), axis) = mean(x, p[axis])") {
      rewriter, id, _ throws(Diagnostic) in
      guard let axes = rewriter.meanAxes(id), !rewriter[id].attributes[Reductions.keeps],
        let order = rewriter.transposition(rewriter[id].operands[0])
      else { return nil }
      let rest = order.indices.filter { !axes.contains($0) }.map { order[$0] }
      guard rest == rest.sorted() else { return nil }
      let moved = axes.map { order[$0] }.sorted()
      let inner = rewriter[id].operands[0]
      let x = rewriter[inner].operands[0]
      return try rewriter.making(from: [id, inner]) { builder throws(Diagnostic) in
        try builder.call(Reductions.mean, [x], [Reductions.axis(moved)])
      }
    },
  ]

}

/// `nn.pad` that puts one number around its data.
private struct ConstantPad {

  let id: ID<Node>
  let data: ID<Node>
  let value: Double
  let type: TensorType
  let widths: [[Int]]

  /// - Returns: nil if `id` is something else, or takes elements away.
  init?(_ id: ID<Node>, in rewriter: Rewriter) {
    guard let (op, attributes) = rewriter.call(id), op == Pad.op,
      attributes[Pad.mode] == "constant",
      let value = rewriter.constant(rewriter[id].operands[1])?.doubles, value.count == 1,
      let type = rewriter.tensorType(rewriter[id].operands[0])
    else { return nil }
    let widths = attributes[Pad.widths]
    guard widths.count == type.shape.count,
      widths.allSatisfy({ $0.count == 2 && $0.allSatisfy { $0 >= 0 } })
    else { return nil }
    self.id = id
    data = rewriter[id].operands[0]
    self.value = value[0]
    self.type = type
    self.widths = widths
  }

  /// The padding of a window over data in `layout` that has `padding` already, together with this.
  /// - Returns: nil if there is padding of other axes than those of the window.
  func joined(with padding: [Int], layout: String) -> [Int]? {
    let letters = Array(layout)
    let rank = letters.count - 2
    guard letters.count == widths.count, rank > 0 else { return nil }
    var axes: [Int] = []
    for letter in "DHW".suffix(rank) {
      guard let axis = letters.firstIndex(of: letter) else { return nil }
      axes.append(axis)
    }
    guard widths.indices.allSatisfy({ axes.contains($0) || widths[$0] == [0, 0] }) else {
      return nil
    }
    let sides: [Int]
    switch padding.count {
    case 2 * rank: sides = padding
    case rank: sides = padding + padding
    case 1: sides = [Int](repeating: padding[0], count: 2 * rank)
    default: return nil
    }
    let own = axes.map { widths[$0][0] } + axes.map { widths[$0][1] }
    return zip(sides, own).map { $0 + $1 }
  }

  /// Whether no element of the data is less than what is put around it.
  func isNeverGreatest(in rewriter: inout Rewriter) -> Bool {
    if value == 0, rewriter.isNeverNegative(data) { return true }
    guard let range = type.element.integerRange else { return value == -.infinity }
    return value == Double(range.lowerBound)
  }

  /// Whether no window lies in the padding alone, where no element of the data is the greatest.
  func everyWindowMeetsData(
    _ keys: Pooling, _ attributes: Attributes, _ padding: [Int]
  ) throws(Diagnostic) -> Bool {
    let window = try keys.window(attributes.setting(keys.window.padding, padding))
    guard let extents = type.extents, window.isDense, !window.roundsUp else { return false }
    let letters = Array(attributes[keys.layout])
    for (axis, letter) in "DHW".suffix(window.rank).enumerated() {
      guard let position = letters.firstIndex(of: letter), window.strides[axis] > 0 else {
        return false
      }
      let extent = extents[position]
      let count =
        (extent + padding[axis] + padding[axis + window.rank] - window.kernel[axis])
        / window.strides[axis]
      guard padding[axis] < window.kernel[axis],
        count * window.strides[axis] < extent + padding[axis]
      else { return false }
    }
    return true
  }

}

extension Convolution {
  /// The attributes of `op`, if it is a convolution of floats or of integers.
  fileprivate static func keys(of op: Op) -> Convolution? {
    switch op {
    case Conv1D.op: Conv1D.keys
    case Conv2D.op: Conv2D.keys
    case Conv3D.op: Conv3D.keys
    case QConv2D.op: QConv2D.keys
    default: nil
    }
  }
}

extension Pooling {

  fileprivate static func maximumKeys(of op: Op) -> Pooling? {
    switch op {
    case MaxPool.op1D: MaxPool.keys1D
    case MaxPool.op2D: MaxPool.keys2D
    case MaxPool.op3D: MaxPool.keys3D
    default: nil
    }
  }

  fileprivate static func averageKeys(of op: Op) -> Pooling? {
    switch op {
    case AvgPool.op1D: AvgPool.keys1D
    case AvgPool.op2D: AvgPool.keys2D
    case AvgPool.op3D: AvgPool.keys3D
    default: nil
    }
  }

}

extension Rewriter {

  /// The number that stands around the data of the convolution `id`; nil if it is not known.
  fileprivate func outside(of id: ID<Node>) -> Double? {
    guard self[id].op == QConv2D.op else { return 0 }
    guard let zero = constant(self[id].operands[2])?.doubles, zero.count == 1 else { return nil }
    return zero[0]
  }

  /// The axes that go in the mean `id`, in order.
  fileprivate func meanAxes(_ id: ID<Node>) -> [Int]? {
    guard let (op, attributes) = call(id), op == Reductions.mean,
      let rank = tensorType(self[id].operands[0])?.shape.count
    else { return nil }
    guard let given = attributes[Reductions.axis] else { return nil }
    let axes = Set(given.map { $0 < 0 ? $0 + rank : $0 })
    guard axes.allSatisfy((0 ..< rank).contains) else { return nil }
    let gone = attributes[Reductions.excludes] ? Set(0 ..< rank).subtracting(axes) : axes
    return gone.sorted()
  }

}
