import Support
import Synchronization
import Testing

@Suite struct InterruptionTests {

  @Test func pollsOnceInAWhile() {
    let asked = Atomic(0)
    var poll = Poll(Interruption { asked.add(1, ordering: .relaxed).newValue == 3 })
    var rounds = 0
    while !poll.isRequested() { rounds += 1 }
    #expect(rounds == 3 * (1 << 16) - 1)
  }

  @Test func oneAnswerStays() {
    var poll = Poll(Interruption { true })
    let answers = [poll.isRequested(after: 1 << 20), poll.isRequested(after: 1)]
    #expect(answers == [true, true])
  }

  @Test func slicesAreTheWholeRange() {
    #expect(Slices(3 ..< 10, size: 3).map(\.self) == [3 ..< 6, 6 ..< 9, 9 ..< 10])
    #expect(Slices(0).map(\.self).isEmpty)
    #expect(Slices(5, size: 5).map(\.self) == [0 ..< 5])
  }

  @Test func slicesEndEarly() {
    let parts = Interruption { true }.governing { Slices(100, size: 10).map(\.self) }
    #expect(parts == [0 ..< 10])
  }

  @Test func theInnermostCounts() {
    #expect(!Interruption.current.isRequested)
    Interruption { true }.governing {
      #expect(Interruption.current.isRequested)
      Interruption.never.governing { #expect(!Interruption.current.isRequested) }
      #expect(Interruption.current.isRequested)
    }
    #expect(!Interruption.current.isRequested)
  }

}
