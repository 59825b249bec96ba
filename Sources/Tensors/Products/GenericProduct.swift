import Support

/// The product for types that have no kernel of their own: plain loops, sums in the type.
struct GenericProduct: ElementVisitor {

  let a: LeftFactor
  let b: RightFactor
  let target: ProductTarget

  func visit<T: TensorElement>(_: T.Type) {
    a.tensor.withElements(of: T.self) { x in
      b.tensor.withElements(of: T.self) { y in
        inParallel(over: a.m, atLeast: max(1, (1 << 14) / max(1, a.k * b.columns.count))) { rows in
          let out = unsafe target.storage.mutableBytes.bindMemory(to: T.self)
          var poll = Poll()
          for m in rows {
            let start = target.offset + m * target.stride
            for k in 0 ..< a.k where !poll.isRequested(after: b.columns.count) {
              let factor = x[a.offset + m * a.row + k * a.column]
              let row = b.offset + b.rows[k]
              for n in b.columns.indices {
                unsafe out[start + n] = T.sum(
                  out[start + n], T.product(factor, y[row + b.columns[n]]))
              }
            }
          }
        }
      }
    }
  }

}
