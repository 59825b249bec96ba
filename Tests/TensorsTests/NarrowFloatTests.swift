import Tensors
import Testing

@Suite struct NarrowFloatTests {

  /// Every code of a format, with its number.
  private func codes<F: NarrowFormat>(_: F.Type) -> [(code: UInt8, number: Double)] {
    (0 ..< UInt8(1 << (F.exponentBits + F.fractionBits)))
      .map { ($0, Double(NarrowFloat<F>(bitPattern: $0).float)) }
  }

  /// Codes come back, numbers between two codes go to the nearer one, and those in the middle to the
  /// even one.
  private func wrongCodes<F: NarrowFormat>(_: F.Type) -> [UInt8] {
    let finite = codes(F.self).filter { $0.code <= F.greatest }
    var wrong: [UInt8] = []
    for (low, high) in zip(finite, finite.dropFirst()) {
      let middle = (low.number + high.number) / 2
      let even = low.code & 1 == 0 ? low.code : high.code
      let found = [low.number, middle.nextDown, middle, middle.nextUp]
        .map { NarrowFloat<F>($0).bitPattern }
      if low.number >= high.number || found != [low.code, low.code, even, high.code] {
        wrong.append(low.code)
      }
      let sign: UInt8 = 1 << UInt8(F.exponentBits + F.fractionBits)
      if NarrowFloat<F>(-high.number).bitPattern != sign | high.code { wrong.append(high.code) }
    }
    return wrong
  }

  @Test func everyNumberIsRoundedToNearestEven() {
    #expect(wrongCodes(E4M3FN.self) == [])
    #expect(wrongCodes(E4M3FNUZ.self) == [])
    #expect(wrongCodes(E5M2.self) == [])
    #expect(wrongCodes(E5M2FNUZ.self) == [])
    #expect(wrongCodes(E2M1.self) == [])
  }

  /// The greatest numbers, as ONNX lists them.
  @Test(arguments: [
    (ElementType.float8E4M3FN, 448.0), (.float8E4M3FNUZ, 240), (.float8E5M2, 57344),
    (.float8E5M2FNUZ, 57344), (.float4E2M1, 6),
  ])
  func whatIsTooLargeSaturates(_ type: ElementType, _ greatest: Double) {
    let x = Tensor([1e9, -1e9, .infinity, -.infinity, greatest] as [Double]).converted(to: type)
    #expect(x.doubles == [greatest, -greatest, greatest, -greatest, greatest])
    #expect(x.elementType == type)
    #expect(x.converted(to: .int64).ints[0] == Int(greatest))
  }

  @Test func whatIsTooLargeIsNoNumber() {
    let x = Tensor([1e9, -.infinity, 1, .nan] as [Float])
    let halves = x.narrowed(to: .float8E5M2, saturates: false).doubles
    #expect(halves[0] == .infinity && halves[1] == -.infinity && halves[2] == 1)
    for type in [ElementType.float8E4M3FN, .float8E4M3FNUZ, .float8E5M2FNUZ] {
      let found = x.narrowed(to: type, saturates: false).doubles
      #expect(found[0].isNaN && found[1].isNaN && found[2] == 1 && found[3].isNaN, "\(type)")
    }
    // As numpy's `ml_dtypes`, which has no NaN there either.
    #expect(x.converted(to: .float4E2M1).bytes == [7, 15, 2, 8])
  }

  /// Zero has a sign where the other zero is no NaN.
  @Test func signsOfZero() {
    let x = Tensor([-1e-9] as [Float])
    #expect(x.converted(to: .float8E4M3FN).bytes == [0x80])
    #expect(x.converted(to: .float8E5M2FNUZ).bytes == [0])
    #expect(x.converted(to: .float4E2M1).bytes == [8])
  }

  @Test func arithmeticIsRoundedOnce() throws {
    let x = Tensor([1, 2, 448] as [Float]).converted(to: .float8E4M3FN)
    let sum = try Tensor.combining(.add, x, x)
    #expect(sum.doubles == [2, 4, 448])
    #expect(sum.elementType == .float8E4M3FN)
    #expect(try x.applying(.negate).doubles == [-1, -2, -448])
    #expect(try x.reduced(.maximum, axes: [0], keepingAxes: false).doubles == [448])
  }

  /// Bits beyond the four of an element are not kept.
  @Test func bytesHaveOneForm() throws {
    #expect(try Tensor(.float4E2M1, [2], bytes: [0xf7, 0x18]).bytes == [7, 8])
  }

  /// Each code but that of the NaN is a power of two, and between two of them lie the numbers that
  /// are rounded.
  @Test func powersOfTwo() {
    for code in UInt8(0) ... 253 {
      let (low, high) = (ExponentFloat(bitPattern: code), ExponentFloat(bitPattern: code + 1))
      #expect(high.double == 2 * low.double)
      let middle = 1.5 * low.double
      for (number, up, down, nearest) in [
        (low.double, code, code, code), (low.double.nextUp, code + 1, code, code),
        (middle.nextDown, code + 1, code, code), (middle, code + 1, code, code + 1),
        (high.double, code + 1, code + 1, code + 1),
      ] {
        #expect(ExponentFloat(number).bitPattern == up)
        #expect(ExponentFloat(number, .down).bitPattern == down)
        #expect(ExponentFloat(number, .nearest).bitPattern == nearest)
      }
    }
    #expect(ExponentFloat(bitPattern: 127).double == 1)
    #expect(ExponentFloat(bitPattern: 255).isNaN)
  }

  @Test func powersOfTwoOutOfRange() {
    let numbers = [0, 1e-40, .infinity, 1e39, -1, .nan]
    let held = numbers.map { ExponentFloat($0).bitPattern }
    #expect(held == [0, 0, 254, 254, 255, 255])
    #expect(numbers.allSatisfy { ExponentFloat($0, saturates: false).isNaN })
    let x = Tensor(numbers).converted(to: .float8E8M0)
    #expect(x.bytes == held)
    #expect(x.converted(to: .float32).doubles[0] == 0x1p-127)
    #expect(!ElementType.float8E8M0.isSigned)
  }

}
