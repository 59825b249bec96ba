import Testing

/// The documents say what the program says.
@Suite struct DocumentTests {

  @Test(arguments: Document.all)
  func sessionsAreAsTheyAreShown(_ document: Document) throws {
    let difference = try difference(of: document.path, from: document.answered())
    #expect(difference == nil)
  }

  @Test(arguments: Reference.all)
  func referencesAreFresh(_ reference: Reference) throws {
    let difference = try difference(of: reference.path, from: reference.text())
    #expect(difference == nil)
  }

}
