import Diagnostics
import GraphIR
import Support
import Tensors

extension LegalizingRule {

  /// What the convolution can not pad by itself is put around the data before.
  ///
  ///     conv(x, w, padding p + q) = conv(pad(x, q), w, padding p)
  static let padding = LegalizingRule(
    "padding", "padding that no target takes, as an `nn.pad` before the convolution",
    change: { form, demand in
      let window = form.window
      for pads in window.lesserPads(for: demand) where pads != window.padsBegin + window.padsEnd {
        let padded = form.padding(by: pads)
        if demand.distance(of: padded) < demand.distance(of: form) { return padded }
      }
      return nil
    },
    build: { builder, call, form throws(Diagnostic) in
      let (before, after) = (call.form.window, form.window)
      let widths =
        [[0, 0], [0, 0]]
        + (0 ..< form.rank).map {
          [before.padsBegin[$0] - after.padsBegin[$0], before.padsEnd[$0] - after.padsEnd[$0]]
        }
      let data = try call.movedData(in: &builder) { builder, data, zero throws(Diagnostic) in
        try builder.call(Pad.op, [data, zero], [Pad.widths(widths)])
      }
      let made = try call.call(form, over: data, in: &builder)
      return Made(result: made, convolution: made)
    })

}

extension Window {

  /// Pads that are no greater than those that there are, the greatest that `demand` may take first.
  fileprivate func lesserPads(for demand: Demand) -> [[Int]] {
    let pads = padsBegin + padsEnd
    guard pads.allSatisfy({ $0 >= 0 }) else { return [] }
    let even = zip(padsBegin, padsEnd).map { min($0, $1) }
    let least = pads.min() ?? 0
    var candidates = demand.limits(of: "padding").map { limit in pads.map { min($0, limit) } }
    candidates += [even + even]
    candidates += demand.limits(of: "padding").map { limit in
      (even + even).map { min($0, limit) }
    }
    candidates += demand.limits(of: "padding").map { limit in pads.map { _ in min(least, limit) } }
    candidates += [pads.map { _ in least }, pads.map { _ in 0 }]
    return candidates
  }

}

extension ConvolutionForm {
  /// The same over data that has the rest of the padding already.
  fileprivate func padding(by pads: [Int]) -> ConvolutionForm {
    var form = self
    form.window.padsBegin = Array(pads.prefix(rank))
    form.window.padsEnd = Array(pads.suffix(rank))
    for axis in 0 ..< rank {
      let more =
        window.padsBegin[axis] + window.padsEnd[axis] - pads[axis] - pads[rank + axis]
      form.extents[axis] = extents[axis].map { $0 + more }
    }
    return form
  }
}
