import Testing

/// The documents say what the program says.
@Suite struct DocumentTests {

  @Test(arguments: Document.all)
  func sessionsAreAsTheyAreShown(_ document: Document) throws {
    let difference = try difference(of: document.path, from: document.answered())
    #expect(difference == nil)
  }

}
