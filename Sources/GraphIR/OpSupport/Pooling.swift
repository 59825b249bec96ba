public import Diagnostics
public import Tensors

/// Takes the greatest or the mean of the elements under a window.
///
/// - Source: Relay 0.0.5 `nn.max_pool2d`, `nn.avg_pool2d` and their like.
public struct Pooling: Sendable {

  public let poolSize: AttributeKey<[Int]>
  public let window: WindowAttributes
  public let layout: AttributeKey<String>

  private let kind: Kind
  private let canonical: Layout

  enum Kind {
    case maximum, mean

    /// The greatest element is one of them.
    var traits: OpTraits { self == .maximum ? .moves : [] }
  }

  public static let outLayout = AttributeKey(
    "out_layout", default: "", "the layout of the result; that of the data if empty")
  public static let ceilMode = AttributeKey(
    "ceil_mode", default: false, "whether a window that starts inside counts")
  public static let countsPadding = AttributeKey(
    "count_include_pad", default: false, "whether padding counts as elements of the mean")

  init(rank: Int, _ kind: Kind) {
    self.kind = kind
    window = WindowAttributes(rank: rank)
    let axes = Layout.spatial(rank)
    canonical = Layout("NC" + axes)
    poolSize = AttributeKey(
      "pool_size", default: [Int](repeating: 1, count: rank), "the extents of the window")
    layout = AttributeKey("layout", default: "NC" + axes, "the order of the data's axes")
  }

  /// The attributes, in the order of Relay.
  public var attributes: [any AnyAttributeKey] {
    let common: [any AnyAttributeKey] = [
      poolSize, window.strides, window.dilation, window.padding, layout, Self.outLayout,
      Self.ceilMode,
    ]
    return kind == .mean ? common + [Self.countsPadding] : common
  }

  /// The attributes of a pooling under a window that moves as `window` says.
  public func settings(_ window: Window) -> Attributes {
    self.window.settings(window).setting(poolSize, window.kernel)
      .setting(Self.ceilMode, window.roundsUp)
  }

  /// The window that `attributes` describe.
  /// - Errors: they are not for as many axes.
  public func window(_ attributes: Attributes) throws(Diagnostic) -> Window {
    try window.window(attributes[poolSize], attributes, roundsUp: attributes[Self.ceilMode])
  }

  func op(_ name: String, _ summary: String) -> Op {
    Op(
      name, summary, operands: ["data"], attributes: attributes, traits: kind.traits,
      infer: { input throws(Diagnostic) in
        try input.expect(operands: 1 ... 1)
        return .tensor(try infer(try input.tensor(0), input.attributes))
      },
      evaluate: { operands, attributes throws(Diagnostic) in
        .tensor(try evaluate(operands.tensor(0), attributes))
      })
  }

  private func infer(
    _ data: TensorType, _ attributes: Attributes
  ) throws(Diagnostic) -> TensorType {
    let order = Layout(attributes[layout])
    let extents = try order.extents(data.shape, to: canonical)
    let spatial = try window(attributes).extents(Array(extents.dropFirst(2)))
    return TensorType(
      try canonical.extents(Array(extents.prefix(2)) + spatial, to: result(attributes)),
      data.element)
  }

  private func evaluate(_ data: Tensor, _ attributes: Attributes) throws(Diagnostic) -> Tensor {
    let x = try Layout(attributes[layout]).rearranged(data, to: canonical)
    let window = try window(attributes)
    let counts = attributes[Self.countsPadding]
    let result = try computing { () throws(TensorError) in
      switch kind {
      case .maximum: return try x.maxPooled(window)
      case .mean:
        let floats = x.elementType.isFloat ? x : x.converted(to: .float32)
        return try floats.averagePooled(window, countsPads: counts)
          .converted(to: x.elementType)
      }
    }
    return try canonical.rearranged(result, to: self.result(attributes))
  }

  private func result(_ attributes: Attributes) -> Layout {
    Layout(attributes[attributes[Self.outLayout].isEmpty ? layout : Self.outLayout])
  }

}
