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
      let answer = try session.blame("#\(number)")
      let isKnown = answer.chains.contains { !$0.sources.isEmpty || $0.maker != nil }
      if !isKnown && !answer.isSynthetic { orphans.append(number) }
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
        let blamed = try session.blame("#\(number)").chains.flatMap(\.sources)
          .contains { $0.name == node }
        if blamed { #expect(own.contains(number), "#\(number) of \(node)") }
      }
    }
  }

  /// Every operator of the model is said to go somewhere, with a reason where it stays.
  @Test(arguments: ["digits_lenet", "digits_resnet"])
  func everyNodeHasAReason(_ name: String) throws {
    let session = try Workshop.lowered(name)
    for node in session.nodeNames where node.hasPrefix("/") {
      let reasons = try session.why("@\(node)").reasons
      let isPlaced = reasons.contains { $0.code == .onTarget && $0.target == "vta" }
      let isExplained = reasons.contains { $0.isTaken == false }
      #expect(isPlaced || isExplained, "\(node): \(reasons)")
    }
  }

}
