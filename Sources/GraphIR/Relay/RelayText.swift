public import Diagnostics

/// Relay text, version 0.0.5: what TVM prints of a graph, and what can be read back.
public enum RelayText {

  /// The module that `source` spells, and notes on what was not taken as it stands.
  /// - Parameter shapes: what stands for the extents that the text leaves open in parameters of
  ///   `main`, by name.
  /// - Errors: the first mistake, with its place; a shape that a parameter cannot have.
  /// - Cost: O(bytes).
  public static func parse(
    _ source: SourceText, shapes: [String: [Int]] = [:]
  ) throws(Diagnostic) -> (module: GraphModule, notes: [Diagnostic]) {
    var parser = try RelayParser(source)
    parser.shapes = shapes
    return try parser.parse()
  }

  /// Whether `text` begins as a Relay text does.
  public static func recognizes(_ text: some StringProtocol) -> Bool {
    let start = text.prefix(4096).drop { $0.isWhitespace }
    return start.hasPrefix("#[version") || start.hasPrefix("def @") || start.hasPrefix("fn (")
      || start.hasPrefix("fn(")
  }

}
