/// Cuts what is read into lines; how those end is known where texts are.
public protocol LineCutter {

  /// Whether nothing has come of a line that has no end yet.
  var isEmpty: Bool { get }

  mutating func append(_ more: [UInt8])

  /// The next line that has come to its end; nil where none has.
  mutating func next() -> String?

  /// What has come of a line that will have no end; nil where that is nothing.
  mutating func rest() -> String?

  /// Forgets what has come of a line that has no end yet.
  mutating func removeAll()

}
