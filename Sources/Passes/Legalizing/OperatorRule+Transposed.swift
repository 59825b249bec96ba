import Diagnostics
import GraphIR
import Support
import Tensors

extension OperatorRule {

  /// Each pixel of a block of strides is a convolution of its own.
  ///
  ///     conv_transpose(x, w)[s · q + r - p] = Σ m  x[q - m] · w[r + s · m]
  ///
  /// All of them together are one convolution, whose channels are moved into blocks of pixels. A
  /// bias goes before the move, where it belongs to the convolution.
  static let transposed = OperatorRule(
    "transposed", "a transposed convolution as one whose channels become pixels"
  ) { rewriter, id, legalizer throws(Diagnostic) in
    guard let call = TransposedCall(id, in: rewriter),
      !legalizer.demands.admit(call.outline(rewriter.tensorType(id))),
      legalizer.reaches(call.subpixels.form, mostWeights: legalizer.mostWeights)
    else { return nil }
    return try rewriter.making(from: [id]) { builder throws(Diagnostic) in
      try call.made(in: &builder)
    }
  }

}
