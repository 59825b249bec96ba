/// A grid that someone looks at and presses keys on.
public protocol Display: AnyObject {

  var columns: Int { get }
  var rows: Int { get }

  /// Shows `surface`, and the cursor at `cursor` where there is one.
  func show(_ surface: Surface, cursor: (column: Int, row: Int)?)

  /// Waits for a key or something else, or until `milliseconds` are over.
  func next(milliseconds: Int?) -> DisplayEvent

  /// Draws everything anew with the next `show`.
  func invalidate()

  /// Gives `text` to the clipboard, where there is one.
  func copy(_ text: String)

}
