import GraphIR
import Support
import Testing

@testable import Passes

/// Which values are never negative, and what it costs to ask.
@Suite struct SignsTests {

  /// Poolings one after the other, behind `first`, which makes something of `%x`.
  private static func chain(_ count: Int, behind first: String) throws -> GraphModule {
    let pools = (1 ... count).map { index in
      "  %\(index) = nn.max_pool2d(%\(index - 1), pool_size=[2, 2], padding=[0, 0, 1, 1]);"
    }
    let lines = [
      "#[version = \"0.0.5\"]", "def @main(%x: Tensor[(1, 1, 4, 4), float32]) {",
      "  %0 = \(first)(%x);",
    ]
    return try Texts.program(
      (lines + pools + ["  negative(%\(count))", "}"]).joined(separator: "\n") + "\n"
    ).module
  }

  private static func pools(_ module: GraphModule) -> [ID<Node>] {
    module.reachable.filter { module[$0].op == MaxPool.op2D }
  }

  @Test(
    "all values of a chain together cost a look at each",
    arguments: [("nn.relu", true), ("negative", false)], [true, false])
  func chains(_ first: (op: String, isNeverNegative: Bool), _ isForward: Bool) throws {
    let module = try Self.chain(300, behind: first.op)
    let pools = Self.pools(module)
    #expect(pools.count == 300)
    var signs = Signs()
    for id in isForward ? pools : pools.reversed() {
      #expect(signs.isNeverNegative(id, in: module) == first.isNeverNegative)
    }
    #expect(signs.work <= 3 * pools.count)
  }

  @Test("what a function gives depends on who calls it")
  func calls() throws {
    let module = try Texts.program(
      """
      #[version = "0.0.5"]
      def @main(%x: Tensor[(2), float32]) {
        (fn (%a: Tensor[(2), float32]) { reshape(%a, newshape=[2]) }(nn.relu(%x)),
         fn (%b: Tensor[(2), float32]) { reshape(%b, newshape=[2]) }(%x))
      }

      """
    ).module
    let calls = module.reachable.filter { module[$0].form == .apply }
    try #require(calls.count == 2)
    let bodies = calls.compactMap { module[module[$0].operands[0]].function?.body }
    for order in [calls + bodies, bodies + calls] {
      var signs = Signs()
      let found = Dictionary(
        uniqueKeysWithValues: order.map { ($0, signs.isNeverNegative($0, in: module)) })
      #expect(calls.map { found[$0] } == [true, false])
      #expect(bodies.map { found[$0] } == [false, false])
      #expect(calls.map { signs.isNeverNegative($0, in: module) } == [true, false])
    }
  }

}
