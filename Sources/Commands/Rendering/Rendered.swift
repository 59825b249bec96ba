import Canvas
import Support

/// An answer of the session as the command language gives it: as text for readers and as JSON for
/// programs.
protocol Rendered {

  /// The form of `json`.
  static var schema: Schema { get }

  var lines: [StyledText] { get }

  /// The same; an object.
  var json: JSON { get }

}

extension Reply {
  init(_ answer: some Rendered) { self.init(answer.lines, answer.json) }
}
