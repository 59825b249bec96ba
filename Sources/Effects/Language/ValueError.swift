/// Why numbers can not be computed so.
public enum ValueError: Error, Hashable, Sendable {

  /// Shapes that can not be broadcast.
  case shapesDiffer([Scalar], [Scalar])

  /// The last axis of the first and the last but one of the second are not as long as each other.
  case sumsDiffer([Scalar], [Scalar])

  case rank(found: Int, atLeast: Int)

  /// Something that floats do not have, by its spelling.
  case wholeNumbers(String)

  case axis(Int, rank: Int)

  /// Around so many of the first axes.
  case padding(count: Int, rank: Int)

}
