import Support

/// A value that crosses between the host and an accelerator, as a reader sees it.
public struct CopyView: Sendable, Hashable {

  /// As `host → @acc_0 in1`.
  public var route: String

  /// The value in `main`, and the nodes of the model behind it.
  public var node: String
  public var source: String

  /// - Units: bytes; nil where an extent is not known before the program runs.
  public var byteCount: Int?

  public var isZeroCopy: Bool

  /// Whether it is copied for no other reason than that it is an input or output of the program.
  public var isOfProgram: Bool

  /// Where both sides have it; nil where each has a place of its own.
  /// - Units: a physical address.
  public var address: Int?

  /// What the last run copied for it.
  /// - Units: bytes; nil if it has not crossed.
  public var copiedBytes: Int?

  /// The conditions of sharing memory that do not hold, such as `layout`.
  public var obstacles: [String]

  /// Why it is copied, or what it takes not to.
  public var sentence: String

  public var needsMaintenance: Bool
}

extension CopyView {

  /// Whether it is copied at the border of a region, and not at an end of the program.
  public var isCopiedInside: Bool { !isZeroCopy && !isOfProgram }

  /// As `host → @acc_0 in0: 1.02 kB of %26 qnn.quantize, …`.
  var text: String {
    "\(route): \(byteCount.map(byteText) ?? "some bytes") of \(node), \(sentence)"
  }
}
