import Debugger
import Diagnostics
import OrderedCollections
import Support
import Testing

/// Time goes both ways, over all that a program runs.
@Suite struct TravelTests {

  /// What was passed on the way forward is met again on the way back.
  @Test func everyStepBackIsExact() throws {
    var session = try Workshop.lowered("digits_lenet")
    _ = try session.start()
    var hashes = [session.stateHashText]
    while true {
      let report = try session.move(.stepInstruction)
      guard report.reasons == [.step] else { break }
      hashes.append(session.stateHashText)
    }
    #expect(hashes.count > 90)
    _ = try session.go(to: "end")
    var random = SplitMix64(seed: 4)
    for _ in 0 ..< 60 {
      let target = Int.random(in: 0 ..< hashes.count, using: &random)
      let here = try #require(session.positionInProgram)
      let distance = target - here
      if distance == 0 { continue }
      _ = try session.move(
        .stepInstruction, Direction(isBackwards: distance < 0), .init(count: abs(distance)))
      #expect(session.positionInProgram == target)
      #expect(session.stateHashText == hashes[target], "at \(target)")
    }
  }

  /// Regions with host operators between them are one run.
  @Test func goesFromRegionToRegion() throws {
    var session = try Workshop.lowered("digits_resnet")
    let last = try #require(session.lastInstruction)
    let report = try session.go(to: "#\(last)")
    #expect(report.instruction?.number == last)
    let end = session.stateHashText
    let first = try session.go(to: "#0")
    #expect(first.instruction?.number == 0)
    _ = try session.go(to: "#\(last)")
    #expect(session.stateHashText == end)
    let back = try session.move(.resume, .backward)
    #expect(back.isStart && session.positionInProgram == 0)
    _ = try session.move(.resume)
    #expect(!session.outputs.isEmpty)
  }

  /// Going back does not end where a sample begins.
  @Test func goesBackIntoEarlierSamples() throws {
    var session = try Workshop.lowered("digits_mlp", withImages: true)
    _ = try session.addStop(.breakpoint, "#0")
    var hashes: [String] = []
    _ = try session.run()
    for _ in 0 ..< 4 {
      hashes.append(session.stateHashText)
      _ = try session.move(.resume)
    }
    for hash in hashes.reversed() {
      _ = try session.move(.resume, .backward)
      #expect(session.stateHashText == hash)
    }
    #expect(Set(hashes).count == 4)
  }

  /// However many steps are asked for, they end with the program, at once.
  @Test(arguments: ["stepi", "stepu", "step", "next", "nexti"])
  func anyNumberOfStepsEndsWithTheProgram(_ name: String) throws {
    let motion = try #require(allMotions.first { $0.name == name })
    var session = try Workshop.lowered("digits_mlp")
    _ = try session.start()
    #expect(try session.move(motion, .forward, .init(count: .max)).isEnd)
    #expect(try session.move(motion, .backward, .init(count: .max)).isStart)
    #expect(session.positionInProgram == 0)
  }

  /// A mark may be called like the last number that there is.
  @Test func checkpointsTakeTheNextFreeNumber() throws {
    var session = try Workshop.lowered("digits_mlp")
    _ = try session.start()
    for name in ["\(Int.max)", "1", "3"] { try session.setMark(name) }
    #expect(try session.addCheckpoint() == 2)
    #expect(try session.addCheckpoint() == 4)
  }

  @Test func whatIsNotThereLeavesTheSessionWhereItIs() throws {
    var session = try Workshop.lowered("digits_lenet")
    _ = try session.go(to: "#7")
    let hash = session.stateHashText
    for place in ["#9999", "op:nothing", "@/nowhere", "110%"] {
      #expect(throws: Diagnostic.self) { try session.go(to: place) }
      #expect(session.stateHashText == hash)
    }
  }

}

extension Session {
  /// The number of the last instruction of the program.
  var lastInstruction: Int? { instructions(0 ..< 1_000_000).last?.number }
}
