/// The members of a mapping in a description.
public struct Entries {

  /// What the mapping describes, for messages.
  public let what: String
  public let node: SheetNode

  /// The keys as they stand in the text.
  let keys: [(name: String, node: SheetNode)]
  let members: [String: SheetNode]

  /// All that the mapping may hold; nil as long as nobody has said.
  var known: [String]?

  public subscript(key: String) -> SheetNode? {
    // A key that is asked for and can not be given would be left out in silence.
    assert(known?.contains(key) != false, "`\(key)` is no key of \(what)")
    return members[key]
  }

}
