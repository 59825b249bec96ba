import Effects
import Support
import Testing

@Suite("Random effects")
struct RandomEffectTests {

  @Test("the same seed gives the same effect, others give others")
  func seeds() {
    #expect(RandomEffect(seed: 3).effect == RandomEffect(seed: 3).effect)
    #expect(Set((0 ..< 200 as Range<UInt64>).map { RandomEffect(seed: $0).effect }).count == 200)
  }

  @Test("all kinds of nodes and actions occur")
  func variety() {
    let text = (0 ..< 400 as Range<UInt64>).map { "\(RandomEffect(seed: $0).effect)" }.joined()
    for word in [
      "contract", "transpose", "gather", "pad", "reduce", "choice", "cast", "host", "window",
      "real", "stop", "wait", "signal", "cells", "numbers", "adds: true",
    ] {
      #expect(text.contains(word), "no `\(word)`")
    }
  }

}
