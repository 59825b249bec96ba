/// Plain values at a place that never moves, to look at. Whoever made it keeps it, and frees it.
///
/// Reading costs nothing besides: no reference is counted, no copy is made.
@safe struct Table<Element: BitwiseCopyable>: @unchecked Sendable {

  let start: UnsafePointer<Element>
  let count: Int

  init(_ elements: [Element]) {
    self = OwnedTable(elements).released()
  }

  fileprivate init(_ start: UnsafePointer<Element>, _ count: Int) {
    unsafe self.start = start
    self.count = count
  }

  func free() { unsafe start.deallocate() }

  @inline(__always)
  subscript(index: Int) -> Element {
    assert(index >= 0 && index < count)
    return unsafe start[index]
  }

  var elements: [Element] { unsafe Array(UnsafeBufferPointer(start: start, count: count)) }

}

/// Plain values that get more, in room that was asked for at first.
@safe struct TableBuilder<Element: BitwiseCopyable>: ~Copyable {

  private let start: UnsafeMutablePointer<Element>
  private let capacity: Int
  private(set) var count = 0

  init(capacity: Int) {
    self.capacity = capacity
    unsafe start = .allocate(capacity: max(1, capacity))
  }

  deinit { unsafe start.deallocate() }

  mutating func append(_ element: Element) {
    precondition(count < capacity)
    unsafe (start + count).initialize(to: element)
    count += 1
  }

  /// The values, which are never freed by this any more.
  consuming func finish() -> Table<Element> {
    let table = unsafe Table(UnsafePointer(start), count)
    discard self
    return table
  }

}

/// Plain values at a place that never moves. They belong to whoever holds this, who alone changes
/// them.
@safe struct OwnedTable<Element: BitwiseCopyable>: ~Copyable {

  private let start: UnsafeMutablePointer<Element>
  let count: Int

  init(_ elements: [Element]) {
    count = elements.count
    unsafe start = .allocate(capacity: max(1, elements.count))
    for (index, element) in elements.enumerated() {
      unsafe (start + index).initialize(to: element)
    }
  }

  deinit { unsafe start.deallocate() }

  /// The values, to look at as long as this is there.
  var view: Table<Element> { unsafe Table(UnsafePointer(start), count) }

  /// Where they are, for whoever changes them.
  @unsafe var place: UnsafeMutablePointer<Element> { mutating get { unsafe start } }

  /// Takes over the elements of an array that is as long.
  mutating func assign(_ elements: [Element]) {
    precondition(elements.count == count)
    unsafe elements.withUnsafeBufferPointer { buffer in
      if let first = buffer.baseAddress { unsafe start.update(from: first, count: count) }
    }
  }

  /// The values, which are never freed by this any more.
  fileprivate consuming func released() -> Table<Element> {
    let view = view
    discard self
    return view
  }

}
