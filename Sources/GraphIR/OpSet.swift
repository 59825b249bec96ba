extension Op {

  /// One line for each file of `Ops`, in alphabetical order: `[Name.op],` or `Name.ops,`.
  private static let units: [[Op]] = [
    [Arange.op],
    Arithmetic.ops,
    [AvgPool.op1D, AvgPool.op2D, AvgPool.op3D],
    [BatchFlatten.op],
    BatchMatmul.ops,
    [BatchNorm.op],
    [BiasAdd.op],
    BroadcastTo.ops,
    [Cast.op],
    [Clip.op],
    CompilerAnnotation.ops,
    [Concatenate.op],
    Conditions.ops,
    [Conv1D.op],
    [Conv2D.op],
    [Conv3D.op],
    ConvTranspose.ops,
    [CumulativeSum.op],
    [Dense.op],
    DepthToSpace.ops,
    [Dequantize.op],
    [DynamicReshape.op],
    [DynamicSlice.op],
    [Einsum.op],
    [Elementwise.copy, Elementwise.relu],
    ElementwiseBinary.ops,
    ElementwiseUnary.ops,
    [ExpandDims.op],
    Full.ops,
    [Gather.op],
    [GatherND.op],
    [GlobalPool.average, GlobalPool.maximum],
    [GridSample.op],
    [LRN.op],
    [LeakyRelu.op],
    [MaxPool.op1D, MaxPool.op2D, MaxPool.op3D],
    [MaxPoolWithIndices.op],
    [NonMaxSuppression.op],
    [NonZero.op],
    [OneHot.op],
    [PRelu.op],
    [Pad.op],
    [QConv2D.op],
    [QDense.op],
    [Quantize.op],
    Reductions.ops,
    ReferenceAccess.ops,
    [Requantize.op],
    [Reshape.op],
    Resize.ops,
    Scatter.ops,
    [ShapeOf.op],
    Softmax.ops,
    [Split.op],
    [Squeeze.op],
    [StridedSlice.op],
    [Take.op],
    Tile.ops,
    [TopK.op],
    [Transpose.op],
    [Trilu.op],
  ]

  /// Every operator, in the order of the reference.
  public static let all: [Op] = units.flatMap { $0 }.sorted { $0.name < $1.name }

  private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

  /// The operator spelled `name`.
  public static func named(_ name: String) -> Op? { byName[name] }

}
