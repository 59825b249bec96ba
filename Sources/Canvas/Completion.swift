/// The words that could stand where the user is typing.
public struct Completion: Sendable, Hashable {

  /// How many characters before the cursor the words would replace.
  public let replacedCount: Int

  /// Whole words, each of them different, in the order to show them.
  public let candidates: [String]

  public init(replacing count: Int, with candidates: [String]) {
    replacedCount = max(0, count)
    self.candidates = candidates
  }

  /// Nothing to offer.
  public static let none = Completion(replacing: 0, with: [])

  /// What a press of the completion key comes to.
  public enum Outcome: Sendable, Hashable {
    case nothing
    /// The word before the cursor becomes this.
    case replace(String)
    /// The word cannot grow; these could follow.
    case list([String])
  }

  /// What to do with `word`, the text before the cursor that is to be replaced: make it as long as
  /// all candidates agree on, and end it with a blank where there is only one that is no folder.
  public func outcome(for word: String) -> Outcome {
    guard let first = candidates.first else { return .nothing }
    if candidates.count == 1 {
      let isOpen = first.last.map { "/={[:".contains($0) } ?? false
      return .replace(isOpen ? first : first + " ")
    }
    let common = candidates.dropFirst().reduce(first[...]) { shared, candidate in
      let length = zip(shared, candidate).prefix { $0 == $1 }.count
      return shared.prefix(length)
    }
    return common.count > word.count ? .replace(String(common)) : .list(candidates)
  }

}
