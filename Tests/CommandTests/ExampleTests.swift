import Testing

@testable import Commands

/// The examples in the help of every command work.
@Suite struct ExampleTests {

  static let examples = allCommands.flatMap(\.info.examples)

  @Test(arguments: examples)
  func exampleSucceeds(_ example: CommandInfo.Example) {
    var interpreter = Headless.interpreter(in: example.scene)
    let reply = interpreter.perform(example.line)
    #expect(reply.failure == nil, "\(reply.terminalText)")
  }

  @Test func everyCommandHasAnExample() {
    #expect(allCommands.map(\.info).filter(\.examples.isEmpty).map(\.name) == [])
  }

  /// A command is found by its shortest prefix, and by its other names.
  @Test(arguments: allCommands.map(\.info.name))
  func everyNameMeansItsCommand(_ name: String) throws {
    let info = try #require(allCommands.first { $0.info.name == name }?.info)
    let interpreter = Headless.interpreter()
    for word in [name, shortestPrefix(of: info)] + info.aliases {
      #expect(try interpreter.command(named: word)?.info.name == name, "\(word)")
    }
  }

}
