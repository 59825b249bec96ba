import Described
import Testing

@Suite struct OrderDescriptionTests {

  @Test func queuesDifferByName() {
    let queue = OrderDescription.TokenQueue(
      name: "a", from: 0, to: 1, push: "push_next", pop: "pop_prev")
    var other = queue
    other.name = "b"
    #expect(OrderDescription.tokens([queue]) != .tokens([other]))
  }

}
