import Support
import Tensors
import Testing

@Suite struct MemoryBudgetTests {

  @Test func countsOnlyWhatCanBe() {
    #expect(Tensor.elementCount([1 << 32, 1 << 32]) == nil)
    #expect(Tensor.elementCount([-1]) == nil)
    #expect(Tensor.elementCount([1 << 40, 1 << 40, 0]) == nil)
    #expect(Tensor.byteCount(of: [3, 0, 4], .float64) == 0)
    #expect(Tensor.byteCount(of: [3, 4], .float64) == 96)
  }

  @Test func refusesWhatTheBudgetDoesNotAllow() throws {
    let row = Tensor(zeros: .float32, [1, 1 << 10])
    let column = Tensor(zeros: .float32, [1 << 10, 1])
    let error = #expect(throws: TensorError.self) {
      try MemoryBudget(limit: 1 << 20).governing { try Tensor.combining(.add, row, column) }
    }
    #expect(error == .memory(.float32, [1 << 10, 1 << 10], limit: 1 << 20))
    #expect("\(try #require(error))".contains("4.19 MB"))
    let sum = try MemoryBudget(limit: 1 << 23).governing { try Tensor.combining(.add, row, column) }
    #expect(sum.shape == [1 << 10, 1 << 10])
  }

  @Test func sizesCanBeWritten() {
    #expect(byteCount(parsing: "512 MB") == 512_000_000)
    #expect(byteCount(parsing: "1.5gb") == 1_500_000_000)
    #expect(byteCount(parsing: "4096") == 4096)
    #expect(byteCount(parsing: "many") == nil && byteCount(parsing: "1e999 GB") == nil)
  }

}
