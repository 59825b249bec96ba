import Support
import Testing

@Suite struct ProductTests {

  @Test func productsAreExactWhereTheyCanBe() {
    #expect([Int]().product == 1 && [7].product == 7 && [2, 3, 4].product == 24)
    #expect([1 << 31, 1 << 31].product == 1 << 62)
    #expect([3, 5].dropFirst().product == 5)
  }

  @Test func tooLargeOnesAreTheLargest() {
    #expect([1 << 32, 1 << 31].product == .max && [.max, 2].product == .max)
    #expect([1 << 40, 1 << 40, 1 << 40, 3].product == .max)
  }

  /// A shape with no elements has none, wherever its 0 stands.
  @Test func nothingIsNothing() {
    #expect([1 << 40, 1 << 40, 0].product == 0 && [0, .max, .max].product == 0)
  }

}
