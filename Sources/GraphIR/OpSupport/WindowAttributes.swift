public import Diagnostics
public import Tensors

/// The attributes of operators that move a window over spatial axes, and what they mean.
public struct WindowAttributes: Sendable {

  /// How many spatial axes there are.
  let rank: Int

  public let strides: AttributeKey<[Int]>
  public let padding: AttributeKey<[Int]>
  public let dilation: AttributeKey<[Int]>

  init(rank: Int) {
    self.rank = rank
    let ones = [Int](repeating: 1, count: rank)
    strides = AttributeKey("strides", default: ones, "how far the window moves")
    padding = AttributeKey(
      "padding", default: ones.map { _ in 0 }, "elements before, then behind, each spatial axis")
    dilation = AttributeKey("dilation", default: ones, "the distance of neighbours in the window")
  }

  /// The window of `kernel` elements that `attributes` describe.
  /// - Errors: an attribute has neither one value nor one for each axis (or each side).
  public func window(
    _ kernel: [Int], _ attributes: Attributes, roundsUp: Bool = false
  ) throws(Diagnostic) -> Window {
    let pads = attributes[padding]
    return Window(
      kernel: try perAxis(kernel, "kernel"),
      strides: try perAxis(attributes[strides], "strides"),
      padsBegin: try perAxis(
        pads.count == 2 * rank ? Array(pads.prefix(rank)) : pads, "padding"),
      padsEnd: try perAxis(pads.count == 2 * rank ? Array(pads.suffix(rank)) : pads, "padding"),
      dilations: try perAxis(attributes[dilation], "dilation"), roundsUp: roundsUp)
  }

  /// The attributes that describe how `window` moves.
  func settings(_ window: Window) -> Attributes {
    [
      strides(window.strides), padding(window.padsBegin + window.padsEnd),
      dilation(window.dilations),
    ]
  }

  private func perAxis(_ values: [Int], _ name: String) throws(Diagnostic) -> [Int] {
    if values.count == rank { return values }
    guard values.count == 1, let value = values.first else {
      throw .error("`\(name)` has \(values.count) values for \(rank) spatial axes")
    }
    return [Int](repeating: value, count: rank)
  }

}

extension Window {

  /// The extents that this window gives; unknown where the input's are.
  /// - Errors: the window does not fit the input.
  func extents(_ input: [Int?]) throws(Diagnostic) -> [Int?] {
    var result: [Int?] = []
    for (axis, extent) in input.enumerated() {
      result.append(
        try extent.map { extent throws(Diagnostic) in
          try computing { () throws(TensorError) in try outputExtent(axis, of: extent) }
        })
    }
    return result
  }

}
