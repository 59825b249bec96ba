import Debugger
import Diagnostics
import Testing

/// One cursor: from the model's node to instructions and back.
@Suite struct ProvenanceTests {

  /// Every instruction names what it came from at each level, or says which pass made it.
  @Test(arguments: ["digits_lenet", "digits_resnet", "digits_resnet_int8_pt_pow2"])
  func everyInstructionHasAnOrigin(_ name: String) throws {
    let session = try Workshop.lowered(name)
    let last = try #require(session.lastInstruction)
    var orphans: [Int] = []
    for number in 0 ... last {
      let text = try session.blame("#\(number)").joined(separator: "\n")
      if !text.contains(" @") && !text.contains("synthetic") { orphans.append(number) }
    }
    #expect(orphans == [])
  }

  /// `where` is the inverse of `blame`.
  @Test func whereIsTheInverseOfBlame() throws {
    let session = try Workshop.lowered("digits_lenet")
    let last = try #require(session.lastInstruction)
    for node in ["/c1/Conv", "/Relu", "/MaxPool", "/c2/Conv", "/f1/Gemm", "/f2/Gemm"] {
      let ranges = try session.instructionRanges(of: "@\(node)").flatMap(\.ranges)
      let own = Set(ranges.flatMap { Array($0) })
      #expect(!own.isEmpty, "\(node)")
      for number in 0 ... last {
        let names = try session.blame("#\(number)").flatMap { $0.split(separator: " ") }
          .map { word in String(word.drop { $0 == "@" }.filter { $0 != "," }) }
        let blamed = names.contains(node)
        if blamed { #expect(own.contains(number), "#\(number) of \(node)") }
      }
    }
  }

  /// Every operator of the model is said to go somewhere, with a reason where it stays.
  @Test(arguments: ["digits_lenet", "digits_resnet"])
  func everyNodeHasAReason(_ name: String) throws {
    let session = try Workshop.lowered(name)
    for node in session.nodeNames where node.hasPrefix("/") {
      let lines = try session.why("@\(node)")
      let isPlaced = lines.contains { $0.contains(", on vta") }
      let isExplained = lines.contains { $0.contains("refused") }
      #expect(isPlaced || isExplained, "\(node): \(lines)")
    }
  }

}
