/// The members of a mapping in a description.
public struct Entries {

  /// What the mapping describes, for messages.
  public let what: String
  public let node: SheetNode

  /// The keys as they stand in the text.
  let keys: [(name: String, node: SheetNode)]
  let members: [String: SheetNode]

  public subscript(key: String) -> SheetNode? { members[key] }

}
