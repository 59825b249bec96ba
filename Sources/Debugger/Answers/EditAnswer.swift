/// What an edit of annotations speaks of, and what was done again for it.
public struct EditAnswer: Sendable, Hashable {

  /// Its number among the edits of the program, counted from 1.
  public var number: Int

  /// As it is read and printed.
  public var edit: String

  /// The operators that it selects now, and for each the nodes of the model behind it.
  public var operators: [String]
  public var sources: [String]

  /// The passes that were applied again.
  public var applied: [String]

}
