/// What may be done to the scales of a quantized model where an accelerator can not compute them.
public enum Approximation: String, Sendable, CaseIterable {

  /// Nothing: the host computes what the accelerator can not.
  case none

  /// Each becomes the next power of two.
  case powerOfTwo = "power-of-two"
}
