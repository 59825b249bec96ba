public import Diagnostics
public import Tensors

/// What the instructions of a machine take, as far as it follows from what they do and from how wide
/// their fields are.
///
/// Conditions of patterns follow from it that no description need write. What is nil is not known, and
/// nothing follows from it.
public struct MachineLimits: Sendable, Hashable {

  /// Something that limits what can be computed, and the place in the description that says so.
  public struct Limit<Value: Sendable & Hashable>: Sendable, Hashable {
    public var value: Value
    public var place: Place?

    public init(_ value: Value, at place: Place? = nil) {
      self.value = value
      self.place = place
    }
  }

  /// Of the operands of products, and of their sums.
  public var data: Limit<ElementType>?
  public var weight: Limit<ElementType>?
  public var sums: Limit<ElementType>?

  /// Of values on the host that a load widens to sums.
  public var widened: Limit<ElementType>?

  /// Of what a store leaves on the host.
  public var stored: Limit<ElementType>?

  /// How many zeros a load puts on each side of rows and of columns.
  public var padding: Limit<ClosedRange<Int>>?

  /// The numbers that an instruction can bring along.
  public var immediate: Limit<ClosedRange<Int>>?

  /// How many channels lie side by side on the host; a tensor begins with the first of a block.
  public var block: Limit<Int>?

  public init(
    data: Limit<ElementType>? = nil, weight: Limit<ElementType>? = nil,
    sums: Limit<ElementType>? = nil, widened: Limit<ElementType>? = nil,
    stored: Limit<ElementType>? = nil, padding: Limit<ClosedRange<Int>>? = nil,
    immediate: Limit<ClosedRange<Int>>? = nil, block: Limit<Int>? = nil
  ) {
    self.data = data
    self.weight = weight
    self.sums = sums
    self.widened = widened
    self.stored = stored
    self.padding = padding
    self.immediate = immediate
    self.block = block
  }

}

extension MachineLimits {

  /// By how much sums can be shifted to the right; nil where they are no integers.
  var shifts: Limit<ClosedRange<Int>>? {
    guard let sums, sums.value.isInteger else { return nil }
    return Limit(0 ... sums.value.bitWidth - 1, at: sums.place)
  }

  /// By how much what a load has widened can be shifted to the left, so that two of it still have a
  /// sum.
  var alignments: Limit<ClosedRange<Int>>? {
    guard let sums, let widened, sums.value.isInteger, widened.value.isInteger,
      sums.value.bitWidth > widened.value.bitWidth
    else { return nil }
    return Limit(0 ... sums.value.bitWidth - widened.value.bitWidth - 1, at: sums.place)
  }

  /// What a store can keep without loss; nil where it keeps no integers.
  var results: Limit<ClosedRange<Int>>? {
    guard let stored, let range = stored.value.integerRange else { return nil }
    return Limit(range, at: stored.place)
  }

}
