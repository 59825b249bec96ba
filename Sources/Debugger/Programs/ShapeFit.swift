import Support

/// What would make data of one shape fit another: how arrays are mostly laid out otherwise.
struct ShapeFit {

  /// The extents that are wanted; nil is any.
  let wanted: [Int?]

  init(_ wanted: [Int?]) { self.wanted = wanted }

  /// Whether data of `shape` fits as it is.
  func takes(_ shape: [Int]) -> Bool {
    wanted.count == shape.count && zip(wanted, shape).allSatisfy { $0 == nil || $0 == $1 }
  }

  /// What makes data of `shape` fit; nothing if no order of its axes does.
  func hints(for shape: [Int]) -> [String] {
    if takes([1] + shape) {
      return ["it lacks the first axis: `numpy.expand_dims(x, 0)` adds one"]
    }
    if let order = order(of: shape) { return ["`\(Self.transposition(order))` would fit"] }
    if wanted.count == shape.count + 1,
      let order = Self(Array(wanted.dropFirst())).order(of: shape),
      (wanted[0] ?? 1) == 1
    {
      let inner = Self.transposition(order)
      return ["it lacks the first axis: `numpy.expand_dims(\(inner), 0)` would fit"]
    }
    if shape.count == wanted.count + 1, shape[0] == 1, takes(Array(shape.dropFirst())) {
      return ["it has an axis more: `numpy.squeeze(x, 0)` takes it away"]
    }
    return []
  }

  private static func transposition(_ order: [Int]) -> String {
    "numpy.transpose(x, (\(order.map(String.init).joined(separator: ", "))))"
  }

  /// Channels last and channels first, with and without an axis of samples.
  private static let usual = [[0, 3, 1, 2], [0, 2, 3, 1], [2, 0, 1], [1, 2, 0], [1, 0]]

  /// Data with more axes than this is not tried in every order.
  private static let axisLimit = 5

  /// An order of the axes of `shape` that fits: a usual one, or the first that does.
  private func order(of shape: [Int]) -> [Int]? {
    guard shape.count == wanted.count else { return nil }
    if let order = Self.usual.first(where: { fits($0, shape) }) { return order }
    guard shape.count <= Self.axisLimit else { return nil }
    var orders: [[Int]] = [[]]
    for _ in shape.indices {
      orders = orders.flatMap { order in
        shape.indices.filter { !order.contains($0) }.map { order + [$0] }
      }
    }
    return orders.first { fits($0, shape) }
  }

  private func fits(_ order: [Int], _ shape: [Int]) -> Bool {
    order.count == shape.count && takes(order.map { shape[$0] })
  }

}
