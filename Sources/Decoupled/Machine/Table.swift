/// Plain values at a place that never moves. Whoever made it keeps it, and frees it.
///
/// Reading and writing cost nothing besides: no reference is counted, no copy is made.
@safe struct Table<Element: BitwiseCopyable>: @unchecked Sendable {

  let start: UnsafeMutablePointer<Element>
  let count: Int

  init(_ elements: [Element]) {
    count = elements.count
    unsafe start = .allocate(capacity: max(1, elements.count))
    for (index, element) in elements.enumerated() {
      unsafe (start + index).initialize(to: element)
    }
  }

  init(copying other: Table) {
    count = other.count
    unsafe start = .allocate(capacity: max(1, count))
    unsafe start.initialize(from: other.start, count: count)
  }

  func free() { unsafe start.deallocate() }

  @inline(__always)
  subscript(index: Int) -> Element {
    get {
      assert(index >= 0 && index < count)
      return unsafe start[index]
    }
    nonmutating set {
      assert(index >= 0 && index < count)
      unsafe start[index] = newValue
    }
  }

  var elements: [Element] { unsafe Array(UnsafeBufferPointer(start: start, count: count)) }

  /// Takes over the elements of an array that is as long.
  func assign(_ elements: [Element]) {
    precondition(elements.count == count)
    unsafe elements.withUnsafeBufferPointer { buffer in
      if let first = buffer.baseAddress { unsafe start.update(from: first, count: count) }
    }
  }

}
