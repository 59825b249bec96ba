/// The order of the axes that a function wants, as `NCHW->NHWC`: first that of the program, then that
/// of the function.
public struct LayoutChange: Sendable, Hashable {

  /// The letters of the axes.
  public let from: String
  public let to: String

  /// For each axis in memory, outermost first, the axis of the program.
  let order: [Int]

  /// - Returns: nil unless both have the same letters, each once; one alone says that nothing is
  ///   changed.
  public init?(_ text: String) {
    guard let arrow = text.firstRange(of: "->") else {
      self.init(from: text, to: text)
      return
    }
    self.init(from: String(text[..<arrow.lowerBound]), to: String(text[arrow.upperBound...]))
  }

  private init?(from: String, to: String) {
    let letters = Array(from)
    guard !letters.isEmpty, letters.allSatisfy({ $0.isASCII && $0.isUppercase }),
      Set(letters).count == letters.count, to.count == letters.count
    else { return nil }
    var order: [Int] = []
    for letter in to {
      guard let axis = letters.firstIndex(of: letter) else { return nil }
      order.append(axis)
    }
    guard Set(order).count == letters.count else { return nil }
    self.from = from
    self.to = to
    self.order = order
  }

}
