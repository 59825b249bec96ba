/// What holds of every program that a pass leaves.
public struct Law: Sendable {

  /// What stands before a violation in a message, such as `typed`.
  public let name: String

  /// One sentence, as `help laws` prints it.
  public let statement: String

  /// The first place where the law is broken.
  let check: @Sendable (LawSubject) -> LawSubject.Finding?

  init(
    _ name: String, _ statement: String,
    _ check: @escaping @Sendable (LawSubject) -> LawSubject.Finding?
  ) {
    self.name = name
    self.statement = statement
    self.check = check
  }

}
