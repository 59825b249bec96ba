import Support
import Tensors

/// From one way in which numbers lie to another: one side is always a lane.
extension EffectRun {

  /// Converts the numbers of `source` to the type of node `index`, which has their extents.
  func convert(_ source: Int, to index: Int, saturates: Bool) {
    let (from, to) = (plan.nodes[source].type, plan.nodes[index].type)
    if to.isLane, !saturates, from.isFloat == to.isFloat || !from.isFloat {
      load(source, to: index, from, to)
    } else {
      store(source, to: index, from, to, saturates: saturates)
    }
  }

  // MARK: To a lane

  private func load(_ source: Int, to index: Int, _ from: ElementType, _ to: ElementType) {
    if from.isNarrowFloat { return convertByTensor(source, to: index, saturates: false) }
    if from.isFloat {
      if to == .float32 { loadFloats(source, to: index, from, Float.self) }
      if to == .float64 { loadFloats(source, to: index, from, Double.self) }
      return
    }
    switch to {
    case .int32: loadWhole(source, to: index, from, Int32.self)
    case .int64: loadWhole(source, to: index, from, Int64.self)
    case .float32: loadWhole(source, to: index, from, Float.self)
    default: loadWhole(source, to: index, from, Double.self)
    }
  }

  /// Whole numbers: their low bits, or the nearest float.
  private func loadWhole<T: TensorElement>(
    _ source: Int, to index: Int, _ from: ElementType, _: T.Type
  ) {
    switch from {
    case .int4, .int8: map(source, to: index) { (x: Int8) in T(wrapping: Int64(x)) }
    case .bool, .uint4, .uint8: map(source, to: index) { (x: UInt8) in T(wrapping: Int64(x)) }
    case .int16: map(source, to: index) { (x: Int16) in T(wrapping: Int64(x)) }
    case .uint16: map(source, to: index) { (x: UInt16) in T(wrapping: Int64(x)) }
    case .int32: map(source, to: index) { (x: Int32) in T(wrapping: Int64(x)) }
    case .uint32: map(source, to: index) { (x: UInt32) in T(wrapping: Int64(x)) }
    default: map(source, to: index) { (x: Int64) in T(wrapping: x) }
    }
  }

  private func loadFloats<T: TensorElement & BinaryFloatingPoint>(
    _ source: Int, to index: Int, _ from: ElementType, _: T.Type
  ) {
    switch from {
    case .bfloat16:
      // The upper half of a `Float`.
      map(source, to: index) { (x: UInt16) in T(Float(bitPattern: UInt32(x) << 16)) }
    case .float16: map(source, to: index) { (x: Float16) in T(x) }
    case .float32: map(source, to: index) { (x: Float) in T(x) }
    default: map(source, to: index) { (x: Double) in T(x) }
    }
  }

  // MARK: From a lane

  private func store(
    _ source: Int, to index: Int, _ from: ElementType, _ to: ElementType, saturates: Bool
  ) {
    switch from {
    case .int32: store(source, to: index, Int32.self, to, saturates)
    case .int64: store(source, to: index, Int64.self, to, saturates)
    case .float32: store(source, to: index, Float.self, to, saturates)
    default: store(source, to: index, Double.self, to, saturates)
    }
  }

  private func store<S: TensorElement>(
    _ source: Int, to index: Int, _: S.Type, _ type: ElementType, _ saturates: Bool
  ) {
    switch type {
    case .int4: storeShort(source, to: index, S.self, Int8.self, saturates)
    case .uint4: storeShort(source, to: index, S.self, UInt8.self, saturates)
    case .int8: storeWhole(source, to: index, S.self, Int8.self, saturates)
    case .uint8: storeWhole(source, to: index, S.self, UInt8.self, saturates)
    case .int16: storeWhole(source, to: index, S.self, Int16.self, saturates)
    case .uint16: storeWhole(source, to: index, S.self, UInt16.self, saturates)
    case .int32: storeWhole(source, to: index, S.self, Int32.self, saturates)
    case .uint32: storeWhole(source, to: index, S.self, UInt32.self, saturates)
    case .int64: storeWhole(source, to: index, S.self, Int64.self, saturates)
    case .uint64: storeWhole(source, to: index, S.self, UInt64.self, saturates)
    case .bool: map(source, to: index) { (x: S) in x == S(wrapping: Int64(0)) ? 0 as UInt8 : 1 }
    case .bfloat16: storeFloats(source, to: index, S.self, BFloat16.self)
    case .float16: storeFloats(source, to: index, S.self, Float16.self)
    case .float32: storeFloats(source, to: index, S.self, Float.self)
    case .float64: storeFloats(source, to: index, S.self, Double.self)
    default: convertByTensor(source, to: index, saturates: saturates)
    }
  }

  /// As the evaluator of graphs does: for types that are seldom.
  private func convertByTensor(_ source: Int, to index: Int, saturates: Bool) {
    let (from, to) = (plan.nodes[source], plan.nodes[index])
    let shape = shape(of: index)
    let count = shape.product
    var dense = [UInt8](repeating: 0, count: count * from.type.byteSize)
    unsafe dense.withUnsafeMutableBytes { bytes in
      guard let start = bytes.baseAddress else { return }
      var runs = runs(to, from.strides, from.strides, from.strides)
      let size = from.type.byteSize
      while runs.next() {
        for i in 0 ..< runs.count {
          let source = unsafe numbers[source] + (runs.start.0 + i * runs.step.0) * size
          unsafe (start + (runs.done + i) * size).copyMemory(from: source, byteCount: size)
        }
      }
    }
    guard let tensor = try? Tensor(from.type, shape, bytes: dense) else { return }
    let result =
      to.type.isNarrowFloat
      ? tensor.narrowed(to: to.type, saturates: saturates) : tensor.converted(to: to.type)
    unsafe result.bytes.withUnsafeBytes { bytes in
      if let start = bytes.baseAddress {
        unsafe numbers[index].copyMemory(from: start, byteCount: bytes.count)
      }
    }
  }

  /// Whole numbers keep their low bits, floats are cut towards zero before; or both become the
  /// nearest number that there is, and a NaN 0.
  private func storeWhole<S: TensorElement, T: TensorElement & FixedWidthInteger>(
    _ source: Int, to index: Int, _: S.Type, _: T.Type, _ saturates: Bool
  ) {
    if S.elementType.isFloat {
      if saturates {
        map(source, to: index) { (x: S) in T.nearest(x.double, T.min, T.max) }
      } else {
        map(source, to: index) { (x: S) in T(truncating: x.double) }
      }
    } else if saturates {
      map(source, to: index) { (x: S) in T(clamping: x.int64) }
    } else {
      map(source, to: index) { (x: S) in T(truncatingIfNeeded: x.int64) }
    }
  }

  /// The same for 4 bits in a byte.
  private func storeShort<S: TensorElement, T: TensorElement & FixedWidthInteger>(
    _ source: Int, to index: Int, _: S.Type, _: T.Type, _ saturates: Bool
  ) {
    let (least, most) = (T.min >> 4, T.max >> 4)
    if saturates {
      map(source, to: index) { (x: S) -> T in
        if S.elementType.isFloat { return T.nearest(x.double, least, most) }
        return max(least, min(most, T(clamping: x.int64)))
      }
    } else {
      map(source, to: index) { (x: S) -> T in
        let low = S.elementType.isFloat ? T(truncating: x.double) : T(truncatingIfNeeded: x.int64)
        return (low << 4) >> 4
      }
    }
  }

  private func storeFloats<S: TensorElement, T: TensorElement>(
    _ source: Int, to index: Int, _: S.Type, _: T.Type
  ) {
    if S.elementType.isFloat {
      map(source, to: index) { (x: S) in T(truncating: x.double) }
    } else {
      map(source, to: index) { (x: S) in T(wrapping: x.int64) }
    }
  }

}

extension FixedWidthInteger {
  /// The nearest number from `least` to `most`; 0 for a NaN.
  @inline(__always)
  fileprivate static func nearest(_ value: Double, _ least: Self, _ most: Self) -> Self {
    if value.isNaN { return 0 }
    if value <= Double(least) { return least }
    if value >= Double(most) { return most }
    return Self(value.rounded(.towardZero))
  }
}
