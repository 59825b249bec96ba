import Tensors
import Testing

@Suite struct ConversionTests {

  /// Every pattern of 16 bits survives widening, and midpoints go to the even neighbour.
  @Test func bfloat16IsRoundedToNearestEven() {
    var wrong: [UInt16] = []
    for pattern in UInt16.min ... .max {
      let value = BFloat16(bitPattern: pattern)
      let wide = value.float
      if wide.isNaN {
        let back = BFloat16(wide)
        if !back.float.isNaN || back.float.sign != wide.sign { wrong.append(pattern) }
        continue
      }
      if BFloat16(wide).bitPattern != pattern { wrong.append(pattern) }
      guard wide.isFinite else { continue }
      let bits = wide.bitPattern
      let even = pattern & 1 == 0 ? pattern : pattern &+ 1
      let rounded = [0x7fff, 0x8000, 0x8001].map {
        BFloat16(Float(bitPattern: bits + $0)).bitPattern
      }
      if rounded != [pattern, even, pattern &+ 1] { wrong.append(pattern) }
    }
    #expect(wrong == [])
    #expect(BFloat16(.greatestFiniteMagnitude).float == .infinity)
  }

  @Test func everyFloat16SurvivesWidening() {
    let patterns = (UInt16.min ... .max).map { Float16(bitPattern: $0) }
    let all = Tensor(patterns.filter { !$0.isSignalingNaN })
    #expect(all.converted(to: .float32).converted(to: .float16) == all)
    #expect(all.converted(to: .float64).converted(to: .float16) == all)
  }

  /// What numpy 2 gives on x86-64.
  @Test(arguments: [
    (ElementType.int8, [1, -1, 44, -128, 0, 0, 0]), (.uint8, [1, 255, 44, 128, 0, 0, 0]),
    (.int16, [1, -1, 300, -128, 0, 0, 0]),
    (.int32, [1, -1, 300, -128, Int(Int32.min), Int(Int32.min), Int(Int32.min)]),
    (.int64, [1, -1, 300, -128, .min, .min, 10_000_000_000]), (.bool, [1, 1, 1, 1, 1, 1, 1]),
    (.int4, [1, -1, -4, 0, 0, 0, 0]), (.uint4, [1, 15, 12, 0, 0, 0, 0]),
  ])
  func floatsAreCutTowardsZero(_ type: ElementType, _ expected: [Int]) {
    let tensor = Tensor([1.9, -1.9, 300.5, -128.9, .nan, .infinity, 1e10] as [Double])
    #expect(tensor.converted(to: type).ints == expected)
    if type != .int64 {
      #expect(tensor.converted(to: .float32).converted(to: type).ints == expected)
    }
  }

  @Test func integersKeepTheirLowBits() {
    let tensor = Tensor([-1, 255, 256, 1 << 40, .min] as [Int64])
    #expect(tensor.converted(to: .int8).ints == [-1, -1, 0, 0, 0])
    #expect(tensor.converted(to: .uint4).ints == [15, 15, 0, 0, 0])
    #expect(tensor.converted(to: .bool).ints == [1, 1, 1, 1, 1])
    #expect(tensor.converted(to: .uint64).converted(to: .float64).doubles[0] == 0x1p64)
    #expect(tensor.converted(to: .uint64).converted(to: .int64) == tensor)
    #expect(Tensor([16_777_217] as [Int32]).converted(to: .float32).doubles == [16_777_216])
  }

}
