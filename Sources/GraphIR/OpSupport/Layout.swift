import Diagnostics
import Tensors

/// The order of the axes of a tensor, one letter each, such as `NHWC`.
struct Layout {

  private let letters: [Character]

  init(_ spelling: String) { letters = Array(spelling) }

  /// For each axis of `other`, the position of that axis here.
  /// - Errors: the two do not have the same letters, each once.
  func permutation(to other: Layout) throws(Diagnostic) -> [Int] {
    let positions = other.letters.compactMap { letters.firstIndex(of: $0) }
    guard positions.count == letters.count, Set(positions).count == letters.count else {
      throw .error(
        "the layout `\(String(letters))` is not supported",
        notes: ["it has to be an order of the axes \(String(other.letters))"])
    }
    return positions
  }

  /// The extents of `shape`, which stands in this order, in the order of `other`.
  func extents(_ shape: [Int?], to other: Layout) throws(Diagnostic) -> [Int?] {
    guard shape.count == letters.count else {
      throw .error("a tensor of \(shape.count) axes in the layout `\(String(letters))`")
    }
    return try permutation(to: other).map { shape[$0] }
  }

  /// `tensor`, which stands in this order, in the order of `other`.
  func rearranged(_ tensor: Tensor, to other: Layout) throws(Diagnostic) -> Tensor {
    let order = try permutation(to: other)
    guard tensor.rank == letters.count else {
      throw .error("a tensor of \(tensor.rank) axes in the layout `\(String(letters))`")
    }
    if order == Array(order.indices) { return tensor }
    return try computing { () throws(TensorError) in try tensor.transposed(order) }
  }

  /// The letters of `rank` spatial axes: the end of `DHW`.
  static func spatial(_ rank: Int) -> String { String("DHW".suffix(rank)) }

}
