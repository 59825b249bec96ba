import Tensors
import Testing

/// Elements of another width, and which of them become other numbers.
@Suite struct FittingTests {

  @Test func floatsThatNarrowersHold() throws {
    let x = Tensor([0.5, -0.0, .infinity, .nan, 16_777_216] as [Double])
    let fitted = try #require(x.fitted(to: .float32))
    #expect(fitted.changes == 0)
    #expect(fitted.tensor.elementType == .float32)
    #expect(fitted.tensor.doubles[1].sign == .minus)
  }

  @Test func floatsThatChange() throws {
    let fitted = try #require(Tensor([1, 0.1, 0.2] as [Double]).fitted(to: .float32))
    #expect(fitted.changes == 2)
    #expect(fitted.firstChange == 1)
    #expect(!fitted.isOutOfRange)
    #expect(try #require(Tensor([1e300] as [Double]).fitted(to: .float32)).isOutOfRange)
    #expect(try #require(Tensor([0.1] as [Float]).fitted(to: .float64)).changes == 0)
  }

  @Test func integersWithinTheirRange() throws {
    let x = Tensor([-1, 127, 128, Int64.max] as [Int64])
    #expect(try #require(x.fitted(to: .int8)).changes == 2)
    #expect(try #require(x.fitted(to: .uint64)).firstChange == 0)
    #expect(try #require(Tensor([UInt64.max] as [UInt64]).fitted(to: .int64)).isOutOfRange)
    #expect(try #require(Tensor([5] as [UInt64]).fitted(to: .int8)).tensor == Tensor([5] as [Int8]))
  }

  @Test func otherKindsAreNotTheSame() {
    #expect(Tensor([1] as [Int64]).fitted(to: .float32) == nil)
    #expect(Tensor([1] as [Double]).fitted(to: .int64) == nil)
    #expect(Tensor([1] as [Int64]).fitted(to: .bool) == nil)
  }

}
