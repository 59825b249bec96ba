import Tensors

extension AxisTravel {

  /// Where the axis is in the result of a call; nil where elements of it may meet.
  typealias Rule = @Sendable (TravellingCall) -> Course?

  /// One line for each operator through which the axis may travel.
  static let rules: [Op: Rule] = {
    var rules: [Op: Rule] = [:]
    for (ops, rule) in groups { for op in ops { rules[op] = rule } }
    return rules
  }()

  private static let groups: [([Op], Rule)] = [
    (ElementwiseUnary.ops + CompilerAnnotation.ops, same),
    ([Elementwise.relu, Elementwise.copy, Cast.op, Clip.op, LeakyRelu.op], same),
    (Arithmetic.ops + ElementwiseBinary.ops + Conditions.ops, repeated),
    ([Quantize.op, Dequantize.op, Requantize.op], ofFirst { $0.axis(of: 0) }),
    ([BiasAdd.op], beside(BiasAdd.axis)),
    ([PRelu.op], beside(PRelu.axis)),
    (
      [BatchNorm.op],
      { call in
        beside(BatchNorm.axis)(call).map { .fields([$0, .independent, .independent]) }
      }
    ),
    (Softmax.ops, beside(Softmax.axis)),
    ([LRN.op], beside(LRN.axis)),
    ([CumulativeSum.op], beside(CumulativeSum.axis)),
    ([TopK.op], ranked),
    (Convolution.travelling, images),
    (ConvTranspose.ops, images),
    ([MaxPool.op1D, MaxPool.op2D, MaxPool.op3D, AvgPool.op1D, AvgPool.op2D, AvgPool.op3D], images),
    ([GlobalPool.average, GlobalPool.maximum, Resize.image], images),
    (
      [DepthToSpace.depthToSpace, DepthToSpace.spaceToDepth, BatchFlatten.op],
      ofFirst { call in
        call.axis(of: 0) == 0 ? 0 : nil
      }
    ),
    (
      [Dense.op, QDense.op],
      ofFirst { call in
        call.axis(of: 0).flatMap { $0 + 1 < call.rank(of: 0) ? $0 : nil }
      }
    ),
    ([BatchMatmul.batched, BatchMatmul.general], product),
    (Reductions.ops, reduced),
    ([Transpose.op], transposed),
    ([Reshape.op], reshaped),
    ([ExpandDims.op], expanded),
    ([Squeeze.op], squeezed),
    ([Concatenate.op], joined),
    ([Split.op], parted),
    ([StridedSlice.op], sliced),
    ([Take.op], taken),
    ([Pad.op], padded),
    ([Resize.general], resized),
    ([BroadcastTo.fixed], stretched),
  ]

  // MARK: Element by element

  private static let same: Rule = { $0.operands.first }

  /// The first operand alone has the axis, and the result has it where `axis` says.
  private static func ofFirst(_ axis: @escaping @Sendable (TravellingCall) -> Int?) -> Rule {
    { call in
      guard call.operands.dropFirst().allSatisfy(\.isIndependent) else { return nil }
      return axis(call).map { .along($0) }
    }
  }

  /// As it was, if the axis that the operator works along is another one.
  private static func beside(_ key: AttributeKey<Int>) -> Rule {
    ofFirst { call in
      guard let axis = call.axis(of: 0), call.position(key, rank: call.rank(of: 0)) != axis else {
        return nil
      }
      return axis
    }
  }

  /// Operands that are repeated to one shape: each has the axis at one place from the end, or has
  /// one element there for all.
  private static let repeated: Rule = { call in
    let rank = call.result?.shape.count ?? 0
    let places = Set(
      call.operands.enumerated().compactMap { index, course in
        course.axis.map { rank - call.rank(of: index) + $0 }
      })
    guard places.count == 1, let place = places.first else { return nil }
    for (index, course) in call.operands.enumerated() where course.isIndependent {
      let own = place - (rank - call.rank(of: index))
      guard own < 0 || call.types[index]?.shape[own] == 1 else { return nil }
    }
    return .along(place)
  }

  // MARK: Images

  /// The axis of the images, and nothing of the rest.
  private static let images: Rule = ofFirst { call in
    let names = ["data_layout", "layout"].compactMap { call.attributes.text($0) }
    let data = names.first.map(Array.init) ?? ["N"]
    let out = call.attributes.text("out_layout").map(Array.init) ?? []
    guard let axis = call.axis(of: 0), data.firstIndex(of: "N") == axis else { return nil }
    return (out.isEmpty ? data : out).firstIndex(of: "N")
  }

  /// Rows of the left factor, or matrices of both.
  private static let product: Rule = { call in
    let (left, right) = (call.rank(of: 0), call.rank(of: 1))
    guard let rank = call.result?.shape.count, left > 1, right > 1 else { return nil }
    if case .along(let axis) = call.operands[0], call.operands[1].isIndependent {
      let place = rank - left + axis
      if axis == left - 2 { return call.attributes.isTransposed ? nil : .along(place) }
      let own = place - (rank - right)
      guard axis < left - 2, own < 0 || call.types[1]?.shape[own] == 1 else { return nil }
      return .along(place)
    }
    guard let course = repeated(call), let place = course.axis, place < rank - 2 else { return nil }
    return course
  }

  // MARK: Axes

  private static let reduced: Rule = ofFirst { call in
    guard let axis = call.axis(of: 0) else { return nil }
    let rank = call.rank(of: 0)
    let given = call.attributes[Reductions.axis].map { Set($0.map { $0 < 0 ? $0 + rank : $0 }) }
    let all = Set(0 ..< rank)
    var gone = given ?? all
    if given != nil, call.attributes[Reductions.excludes] { gone = all.subtracting(gone) }
    guard !gone.contains(axis) else { return nil }
    return call.attributes[Reductions.keeps] ? axis : axis - gone.count { $0 < axis }
  }

  private static let ranked: Rule = { call in
    guard let course = beside(TopK.axis)(call) else { return nil }
    return call.attributes[TopK.parts] == "both" ? .fields([course, course]) : course
  }

  private static let transposed: Rule = ofFirst { call in
    let rank = call.rank(of: 0)
    let axes = call.attributes[Transpose.axes] ?? Array((0 ..< rank).reversed())
    return axes.firstIndex { ($0 < 0 ? $0 + rank : $0) == call.axis(of: 0) }
  }

  /// The first axis stays what it is, said by 0 or left open; another extent would be one of all.
  private static let reshaped: Rule = ofFirst { call in
    let spelling = call.attributes[Reshape.shape]
    guard call.axis(of: 0) == 0, let first = spelling.first,
      first == -1 || first == 0 && !call.attributes[Reshape.allowsZero],
      spelling.allSatisfy({ $0 >= -1 }), let before = call.types[0]?.extents,
      let after = call.result?.extents, before.first == after.first
    else { return nil }
    return 0
  }

  private static let expanded: Rule = ofFirst { call in
    let place = call.position(ExpandDims.axis, rank: call.rank(of: 0) + 1)
    return call.axis(of: 0).map { $0 < place ? $0 : $0 + call.attributes[ExpandDims.count] }
  }

  private static let squeezed: Rule = ofFirst { call in
    let rank = call.rank(of: 0)
    guard let axis = call.axis(of: 0),
      let gone = call.attributes[Squeeze.axis]?.map({ $0 < 0 ? $0 + rank : $0 }),
      !gone.contains(axis)
    else { return nil }
    return axis - Set(gone).count { $0 < axis }
  }

  private static let joined: Rule = { call in
    guard case .fields(let fields)? = call.operands.first, let first = fields.first,
      let axis = first.axis, fields.allSatisfy({ $0 == first }),
      let rank = call.result?.shape.count, call.position(Concatenate.axis, rank: rank) != axis
    else { return nil }
    return first
  }

  private static let parted: Rule = { call in
    guard let course = beside(Split.axis)(call) else { return nil }
    let sections = call.attributes[Split.sections.name]
    let count: Int? =
      if case .integer(let count)? = sections { count } else {
        call.attributes[Split.sections].count + 1
      }
    return count.map { .fields(Array(repeating: course, count: max(0, min($0, 1 << 20)))) }
  }

  private static let sliced: Rule = ofFirst { call in
    let rank = call.rank(of: 0)
    let axes =
      call.attributes[StridedSlice.axes]
      ?? Array(0 ..< min(rank, call.attributes[StridedSlice.begin].count))
    guard let axis = call.axis(of: 0), !axes.contains(where: { ($0 < 0 ? $0 + rank : $0) == axis })
    else { return nil }
    return axis
  }

  /// Slices beside the axis, or slices of what has none at positions that have it.
  private static let taken: Rule = { call in
    let rank = call.rank(of: 0)
    let along = call.attributes[Take.axis].map { $0 < 0 ? $0 + rank : $0 }
    switch (call.operands[0], call.operands[1]) {
    case (.along(let axis), .independent):
      guard let along, along != axis else { return nil }
      return .along(axis < along ? axis : axis + call.rank(of: 1) - 1)
    case (.independent, .along(let axis)): return .along((along ?? 0) + axis)
    default: return nil
    }
  }

  private static let padded: Rule = ofFirst { call in
    let widths = call.attributes[Pad.widths]
    guard let axis = call.axis(of: 0), widths.indices.contains(axis),
      widths[axis].allSatisfy({ $0 == 0 })
    else { return nil }
    return axis
  }

  private static let resized: Rule = ofFirst { call in
    let (scales, roi) = (call.attributes[Resize.scales], call.attributes[Resize.roi])
    guard let axis = call.axis(of: 0), scales.indices.contains(axis), scales[axis] == 1,
      roi.isEmpty || roi[axis] == 0 && roi[scales.count + axis] == 1
    else { return nil }
    return axis
  }

  private static let stretched: Rule = ofFirst { call in
    let shape = call.attributes[BroadcastTo.shape]
    guard let axis = call.axis(of: 0).map({ $0 + shape.count - call.rank(of: 0) }),
      shape.indices.contains(axis), shape[axis] == 1
    else { return nil }
    return axis
  }

}

extension TravellingCall {

  fileprivate func axis(of operand: Int) -> Int? {
    operands.indices.contains(operand) ? operands[operand].axis : nil
  }

  fileprivate func rank(of operand: Int) -> Int {
    types.indices.contains(operand) ? types[operand]?.shape.count ?? 0 : 0
  }

  /// The axis that an attribute names among `rank`.
  fileprivate func position(_ key: AttributeKey<Int>, rank: Int) -> Int {
    let axis = attributes[key]
    return axis < 0 ? axis + rank : axis
  }

}

extension Attributes {
  /// Whether the left factor of a product is transposed.
  fileprivate var isTransposed: Bool { self[BatchMatmul.transposesA] }
}

extension Convolution {
  /// The convolutions over any number of axes.
  fileprivate static var travelling: [Op] { [Conv1D.op, Conv2D.op, Conv3D.op, QConv2D.op] }
}
