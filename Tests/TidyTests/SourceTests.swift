import Foundation
import Testing

/// What no source of this package does.
@Suite struct SourceTests {

  @Test func filesAreShort() {
    let long = (Repository.swiftFiles("Sources") + Repository.swiftFiles("Tests"))
      .filter { $0.lines.count > 401 && !$0.path.hasSuffix(".pb.swift") }
    #expect(long.map { "\($0.path): \($0.lines.count)" } == [])
  }

  @Test func thereIsNoGlobalState() {
    let state =
      #/^(public |package |internal |fileprivate |private )?var [^{]*$|static var \w+(: [^{]+)? =|static let shared\b|nonisolated\(unsafe\) (static )?var\b/#
    let found = Repository.swiftFiles("Sources").filter { $0.module != "Terminal" }.flatMap {
      file in file.lines.filter { $0.contains(state) }.map { "\(file.path): \($0)" }
    }
    #expect(found == [])
  }

  /// An accelerator is a description file: its name stands in no source but the readers of its own
  /// file formats.
  @Test func noSourceNamesAnAccelerator() {
    let found = Repository.swiftFiles("Sources").filter { file in
      !file.name.hasPrefix("VTAConfig")
        && file.lines.contains { line in
          line.contains(/(?i)\bvta\b|VTA/) && !line.contains("///") && !line.contains("//")
        }
    }
    #expect(found.map(\.path) == [])
  }

  @Test func supportHasNoWordOfTheDomain() {
    let words = /(?i)\b(tensor|graph|instruction|accelerator|onnx|relay|quantiz\w*|sram|dram)\b/
    let found = Repository.swiftFiles("Sources/Support").filter { $0.text.contains(words) }
    #expect(found.map(\.path) == [])
  }

  /// Nothing below `Terminal` knows a terminal or an escape sequence.
  @Test func onlyTheTerminalKnowsEscapeSequences() {
    let found = Repository.swiftFiles("Sources").filter { file in
      !["Terminal", "sluice"].contains(file.module)
        && file.lines.contains {
          $0.contains(#"\u{1B}"#) || $0.contains(#"\u{1b}"#) || $0.contains(#"\e["#)
        }
    }
    #expect(found.map(\.path) == [])
  }

  @Test func theRootIsBare() throws {
    let allowed: Set = ["Package.swift", "README.md", "Sources", "Tests", "samples"]
    let names = try FileManager.default.contentsOfDirectory(atPath: Repository.root.path)
      .filter { !$0.hasPrefix(".") && $0 != "Package.resolved" }
    #expect(Set(names).subtracting(allowed) == [])
  }

}
