public import Support
import Tensors

/// A tensor in a few words.
public struct TensorView: Sendable, Hashable {

  public var name: String
  public var shape: [Int]

  /// The type of an element, as `int8`.
  public var type: String

  /// The first of its elements, as many as settings ask for, and how many it has.
  public var values: [Number] = []
  public var count: Int

  /// Where it came from; nil for what was computed.
  public var source: String?

  init(_ name: String, _ tensor: Tensor, from source: String? = nil) {
    self.name = name
    self.source = source
    shape = tensor.shape
    type = "\(tensor.elementType)"
    count = tensor.count
  }

  /// With so many of its elements.
  init(_ name: String, _ tensor: Tensor, elements: Int) {
    self.init(name, tensor)
    values = tensor.numbers(elements)
  }

}
