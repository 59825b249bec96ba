import GraphIR
import Support
import Testing

@testable import Passes

/// Rows of one table say what lists of lists would.
@Suite struct AdjacencyTests {

  @Test(arguments: 0 ..< 40) func rowsAreTheEdges(_ seed: Int) {
    var random = SplitMix64(seed: UInt64(seed))
    let count = 1 + seed % 13
    let edges = (0 ..< seed * 3).map { _ in
      (
        from: Int32.random(in: 0 ..< Int32(count), using: &random),
        to: Int32.random(in: 0 ..< Int32(count), using: &random)
      )
    }
    let table = Adjacency(count: count, edges)
    let back = table.reversed
    for number in 0 ..< count {
      #expect(Array(table[number]) == edges.filter { $0.from == number }.map(\.to))
      #expect(back[number].sorted() == edges.filter { $0.to == number }.map(\.from).sorted())
    }
  }

  @Test(arguments: 0 ..< 20) func readersAreThoseOfTheGraph(_ seed: Int) throws {
    let module = try RandomProgram(seed: seed, count: 5 + seed).annotated
    let table = Adjacency(readersAmong: module.reachable, in: module)
    for (index, readers) in module.readers.enumerated() {
      #expect(table[index].map { ID(Int($0)) } == readers)
    }
  }

}
