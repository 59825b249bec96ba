import Tensors

/// Runs the loops of a kernel and tells of each execution of each statement, in order.
struct TileRun {

  /// A buffer while the kernel runs.
  struct Live {
    var buffer: TileBuffer
    var extents: [Int]

    /// Which of its contexts is in use.
    var context: Int

    /// Elements from one index to the next along each axis.
    var strides: [Int] { rowMajorStrides(extents) }

    /// Where the context starts, once memory is allocated.
    var address: Int { buffer.addresses.isEmpty ? 0 : buffer.addresses[context] }
  }

  /// One execution.
  struct Instance {

    /// The position of the statement in the text of the kernel, loops counted too.
    var statement: Int

    /// How often the statement was executed before.
    var number: Int

    /// Where the loops around it are.
    var environment: TileEnvironment

    var buffers: [BufferName: Live]
  }

  private let statements: [TileStatement]

  /// For each statement the index of the one behind its body.
  private var ends: [Int]

  private var counts: [Int]
  private var instance = Instance(statement: 0, number: 0, environment: [:], buffers: [:])

  init(_ kernel: TileKernel) {
    statements = kernel.body.flattened
    counts = [Int](repeating: 0, count: statements.count)
    ends = statements.indices.map { $0 + 1 }
    // The end of a body is found child by child, so that inner ends must be known first.
    for index in statements.indices.reversed() {
      var end = index + 1
      for _ in statements[index].body { end = ends[end] }
      ends[index] = end
    }
  }

  /// Runs the kernel from its start.
  /// - Cost: O(executions).
  mutating func forEach<Failure: Error>(
    _ body: (TileStatement, Instance) throws(Failure) -> Void
  ) throws(Failure) {
    try run(0 ..< statements.count, body)
  }

  private mutating func run<Failure: Error>(
    _ range: Range<Int>, _ body: (TileStatement, Instance) throws(Failure) -> Void
  ) throws(Failure) {
    var index = range.lowerBound
    while index < range.upperBound {
      let statement = statements[index]
      instance.statement = index
      instance.number = counts[index]
      if case .allocate(let buffer) = statement.kind { declare(buffer, counts[index]) }
      try body(statement, instance)
      counts[index] += 1
      if case .loop(let loop, _) = statement.kind {
        for start in stride(from: 0, to: loop.extent, by: loop.step) {
          instance.environment[loop.start] = start
          instance.environment[loop.size] = min(loop.step, loop.extent - start)
          try run(index + 1 ..< ends[index], body)
        }
      }
      index = ends[index]
    }
  }

  private mutating func declare(_ buffer: TileBuffer, _ number: Int) {
    let extents = buffer.extents.map { $0.value(in: instance.environment) }
    instance.buffers[buffer.name] = Live(
      buffer: buffer, extents: extents, context: number % max(1, buffer.contexts))
  }

}
