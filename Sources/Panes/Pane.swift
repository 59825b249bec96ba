public import Canvas
public import Debugger

/// A part of the screen that shows one aspect of a session.
public protocol Pane: Sendable {

  /// What the pane is called in layouts and in its frame.
  static var title: String { get }

  /// What it shows, for help.
  static var summary: String { get }

  init()

  /// What is worth saying beside the title now.
  func heading(_ session: any Inspection) -> String

  /// The keys that `handle` takes now.
  var hints: [KeyHint] { get }

  /// Handles `key`, or returns nil to leave it to the screen.
  /// - Parameter size: what the pane was last drawn in.
  mutating func handle(_ key: KeyPress, in session: any Inspection, size: Rect) -> Request?

  /// Goes to the next place that holds `text`, forward or backward; tells whether there is one.
  mutating func search(_ text: String, forward: Bool, in session: any Inspection) -> Bool

  /// The text under the cursor, for copying.
  func selection(_ session: any Inspection) -> String?

  /// A command has run: what follows the program follows it again.
  mutating func follow()

  func draw(_ session: any Inspection, on surface: inout Surface)

}

extension Pane {
  public func heading(_ session: any Inspection) -> String { "" }
  public var hints: [KeyHint] { [] }
  public mutating func handle(_ key: KeyPress, in session: any Inspection, size: Rect) -> Request? {
    nil
  }
  public mutating func search(_ text: String, forward: Bool, in session: any Inspection) -> Bool {
    false
  }
  public func selection(_ session: any Inspection) -> String? { nil }
  public mutating func follow() {}
}
