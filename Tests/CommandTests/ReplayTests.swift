import Commands
import Foundation
import Testing

/// A session that `save` has kept does the same when it is carried out again.
@Suite struct ReplayTests {

  @Test func aSavedSessionIsReplayed() throws {
    let folder = try TemporaryFolder()
    let file = "\(folder.path)/session.sluice"
    var interpreter = Headless.interpreter()
    for line in [
      "stream load samples/streams/gemm", "define two", "si", "si", "end", "nowhere", "two",
      "define half", "echo $1", "goto #99", "si", "end", "half way", "si", "", "b #99",
      "save \(file)",
    ] { _ = interpreter.perform(line) }
    let place = interpreter.perform("when").text
    let lines = try String(contentsOfFile: file, encoding: .utf8)
    #expect(
      lines == """
        stream load samples/streams/gemm
        define two
        si
        si
        end
        two
        define half
        echo $1
        goto #99
        si
        end
        echo way
        si
        si

        """)
    var second = Headless.interpreter()
    #expect(second.perform("source \(file)").failure == nil)
    #expect(second.perform("when").text == place)
  }

}
