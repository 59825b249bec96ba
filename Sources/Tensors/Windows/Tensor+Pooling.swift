extension Tensor {

  /// The greatest element under each window; pads are not elements.
  /// - Shapes: [images, channels, …] with at most three more axes → the same rank
  /// - Errors: Extents do not go together, or a window has no element.
  public func maxPooled(_ window: Window) throws(TensorError) -> Tensor {
    let plan = try maxPlan(window)
    let values = dispatch(on: elementType, MaxPool(tensor: self, plan: plan))
    return Tensor(elementType, plan.shape, count: values.count, values.storage)
  }

  /// The greatest element under each window, and which element of the tensor that is: the first of
  /// equal ones, counted in row-major order over the whole tensor.
  /// - Shapes: [images, channels, …] with at most three more axes → the same rank, `int64` indices
  /// - Errors: Extents do not go together, or a window has no element.
  public func maxPooledWithIndices(
    _ window: Window
  ) throws(TensorError) -> (values: Tensor, indices: Tensor) {
    let plan = try maxPlan(window)
    let result = dispatch(on: elementType, IndexedMaxPool(tensor: self, plan: plan))
    let values = Tensor(elementType, plan.shape, count: result.values.count, result.values.storage)
    return (values, result.indices)
  }

  private func maxPlan(_ window: Window) throws(TensorError) -> PoolingPlan {
    guard elementType != .bool else { throw .type("pooling", elementType) }
    let plan = try PoolingPlan(self, window, countsPads: false)
    guard plan.hasNoEmptyWindow else { throw .parameter("a window that lies in pads alone") }
    return plan
  }

  /// The mean of the elements under each window, of floats.
  ///
  /// - Parameter countsPads: Whether pads are elements that are 0.
  /// - Shapes: [images, channels, …] with at most three more axes → the same rank
  /// - Errors: Extents do not go together, or the elements are not floats.
  public func averagePooled(
    _ window: Window, countsPads: Bool = false
  ) throws(TensorError) -> Tensor {
    guard elementType.isFloat else { throw .type("average pooling", elementType) }
    if elementType.isShortFloat {
      return try converted(to: .float32).averagePooled(
        window, countsPads: countsPads
      ).converted(to: elementType)
    }
    let plan = try PoolingPlan(self, window, countsPads: countsPads)
    return elementType == .float32
      ? AveragePool(tensor: self, plan: plan).visit(Float.self)
      : AveragePool(tensor: self, plan: plan).visit(Double.self)
  }

}

private struct MaxPool: ElementVisitor {

  let tensor: Tensor
  let plan: PoolingPlan

  func visit<T: TensorElement>(_: T.Type) -> Tensor {
    let values = Tensor(zeros: T.elementType, plan.shape)
    tensor.withElements(of: T.self) { x in
      inParallel(over: plan.planes, atLeast: plan.planesPerTask) { planes in
        let best = unsafe values.storage.mutableBytes.bindMemory(to: T.self)
        for plane in planes {
          var next = plane * plan.outputs
          let start = plane * plan.inputs
          plan.forEachWindow { taps in
            var top = x[start + taps.first]
            taps.forEach { offset in
              let value = x[start + offset]
              if T.isLess(top, value) || value.isNaN && !top.isNaN { top = value }
            }
            unsafe best[next] = top
            next += 1
          }
        }
      }
    }
    return values
  }

}

private struct IndexedMaxPool: ElementVisitor {

  let tensor: Tensor
  let plan: PoolingPlan

  func visit<T: TensorElement>(_: T.Type) -> (values: Tensor, indices: Tensor) {
    let values = Tensor(zeros: T.elementType, plan.shape)
    let indices = Tensor(zeros: .int64, plan.shape)
    tensor.withElements(of: T.self) { x in
      inParallel(over: plan.planes, atLeast: plan.planesPerTask) { planes in
        let best = unsafe values.storage.mutableBytes.bindMemory(to: T.self)
        let place = unsafe indices.storage.mutableBytes.bindMemory(to: Int64.self)
        for plane in planes {
          var next = plane * plan.outputs
          plan.forEachWindow { taps in
            let start = plane * plan.inputs
            var (top, at) = (x[start + taps.first], start + taps.first)
            taps.forEach { offset in
              let value = x[start + offset]
              if T.isLess(top, value) || value.isNaN && !top.isNaN {
                (top, at) = (value, start + offset)
              }
            }
            unsafe best[next] = top
            unsafe place[next] = Int64(at)
            next += 1
          }
        }
      }
    }
    return (values, indices)
  }

}

private struct AveragePool {

  let tensor: Tensor
  let plan: PoolingPlan

  func visit<T: TensorElement>(_: T.Type) -> Tensor {
    let result = Tensor(zeros: T.elementType, plan.shape)
    tensor.withElements(of: T.self) { x in
      inParallel(over: plan.planes, atLeast: plan.planesPerTask) { planes in
        let out = unsafe result.storage.mutableBytes.bindMemory(to: T.self)
        for plane in planes {
          var next = plane * plan.outputs
          plan.forEachWindow { taps in
            var sum = T(wrapping: Int64(0))
            taps.forEach { sum = T.sum(sum, x[plane * plan.inputs + $0]) }
            if taps.count > 0 {
              unsafe out[next] = T.quotient(sum, T(wrapping: Int64(taps.count)))
            }
            next += 1
          }
        }
      }
    }
    return result
  }

}
