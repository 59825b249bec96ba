import Diagnostics
import Effects
import GraphIR
import Passes
import Support
import TargetKit
import Tensors

/// Builds the loops and blocks of one kernel from what it computes and how it is cut into tiles.
struct KernelBuilder {

  let accelerator: Accelerator
  let module: GraphModule
  let computation: Computation

  /// The name of the value that the kernel computes.
  let result: ValueName

  /// What the kernel was made from.
  private let origin: Provenance

  /// The region so far; constants are added to its values.
  var program: TileProgram

  /// The values that are parts of others.
  private let parts: ValueParts

  /// The accumulator of each step.
  private var buffers: [Int: BufferName] = [:]
  private var statements: [TileStatement] = []
  private(set) var schedule: Schedule

  init(
    _ accelerator: Accelerator, _ module: GraphModule, _ computation: Computation,
    _ kernel: TileKernel, in program: TileProgram, parts: ValueParts, fixed: [Schedule.Axis: Int]
  ) throws(Diagnostic) {
    self.parts = parts
    self.accelerator = accelerator
    self.module = module
    self.computation = computation
    result = ValueName("t\(program.kernels.count + 1)")
    origin = kernel.origin
    self.program = program
    schedule = Schedule(
      order: [], extents: PerAxis(repeating: 1), sizes: PerAxis(repeating: 1))
    let problem = try problem()
    schedule = try Scheduler(problem: problem, fixed: fixed).best()
    notes = Self.notes(problem, schedule)
  }

  private var notes: [String] = []

  // MARK: The problem

  private func problem() throws(Diagnostic) -> TileProblem {
    let windows = computation.steps.compactMap(\.window)
    guard windows.count <= 1 else {
      throw .error("more than one window in one composite can not be lowered")
    }
    let products = computation.steps.compactMap(\.product)
    var extents = PerAxis(try value(result).extents)
    if let product = products.first { extents[.c] = try value(product).extents[1] }
    return TileProblem(
      accelerator: accelerator, extents: extents, window: windows.first,
      hasProduct: !products.isEmpty,
      accumulators: computation.accumulatorCount + computation.steps.count(where: \.hasElements),
      channelConstants: computation.steps.filter(\.hasChannels).count,
      poolsAccumulator: !windows.isEmpty && products.isEmpty)
  }

  private static func notes(_ problem: TileProblem, _ schedule: Schedule) -> [String] {
    let need = problem.footprint(schedule)
    let accelerator = problem.accelerator
    let rows = [
      (accelerator.input, need.input), (accelerator.weight, need.weight),
      (accelerator.accumulator, need.accumulator),
    ]
    let parts = rows.filter { $0.1 > 0 }.map { "\($0.0.name) \($0.1) of \($0.0.depth)" }
    let room = problem.room(schedule)
    let reason = room > 1 ? "room for \(room), so copies and sums overlap" : "no room for two"
    let traffic = problem.traffic(schedule)
    let flows = [
      (traffic.data, "data in"), (traffic.weights, "weights in"), (traffic.results, "out"),
    ]
    let bytes = flows.filter { $0.0 > 0 }.map { "\($0.0) bytes \($0.1)" }
    let tiles = schedule.tileCount == 1 ? "1 tile, which" : "\(schedule.tileCount) tiles, each"
    return [
      "\(tiles) takes \(parts.joined(separator: ", ")): \(reason)",
      "between DRAM and memories, zeros counted too: \(bytes.joined(separator: ", "))",
    ]
  }

  private func value(_ name: ValueName) throws(Diagnostic) -> TileValue {
    guard let value = parts.value(name) ?? program.value(name) else {
      throw .error("there is no value `\(name)`")
    }
    return value
  }

  /// The box `ranges` of the value `name`, or of the value that this is a part of.
  private func slice(_ name: ValueName, _ ranges: [Slice.Range]) -> Slice {
    parts.slice(Slice(name, ranges))
  }

  // MARK: Statements

  /// The body of the kernel.
  mutating func body() throws(Diagnostic) -> [TileStatement] {
    for (index, step) in computation.steps.enumerated() { try build(step, index) }
    guard let step = computation.steps.last, let last = buffers[computation.steps.count - 1] else {
      throw .error("the composite computes nothing")
    }
    let whole = slice(result, ranges([.n, .o, .y, .x]))
    add(.transfer(TileTransfer(.store, last, whole)), step.origin)
    var body = statements
    let loops = schedule.loops.filter { $0 != .c }
    for axis in loops.reversed() {
      let loop = TileLoop(
        axis.loop, extent: schedule.extent(axis), step: schedule.size(axis))
      body = [TileStatement(.loop(loop, body), origin: origin)]
    }
    return notes.map { TileStatement(.note($0), origin: .synthetic(by: Tile.info.name)) } + body
  }

  private mutating func add(_ kind: TileStatement.Kind, _ origin: Provenance) {
    statements.append(TileStatement(kind, origin: origin))
  }

  private func ranges(_ axes: [Schedule.Axis]) -> [Slice.Range] { axes.map { schedule.range($0) } }

  private mutating func build(_ step: Computation.Step, _ index: Int) throws(Diagnostic) {
    switch step.kind {
    case .convolve(let data, let weight, let window):
      try buildProduct(data, weight, window, step, index)
    case .pool(let operation, let data, let window):
      let name = allocate(index, step.origin)
      let least = accelerator.output.dramElement.integerRange?.lowerBound ?? 0
      let start = operation == .max ? least : 0
      add(.block(Block(.fill, name, immediate: start)), step.origin)
      let box = slice(data, ranges([.n, .o]) + under(window))
      let inside = try zip(box.ranges[2...], value(data).extents[2...]).map {
        LoopNest.Guard($0.start, $1)
      }
      // Zeros around the data count for nothing in a sum.
      let isCut =
        operation == .max && window.reaches(beyond: inside.map(\.extent), in: schedule)
      let block = Block(
        .pool(operation, .init(window), inside: isCut ? inside : []), name, [.box(box)])
      add(.block(block), step.origin)
    case .widen(let data):
      let name = allocate(index, step.origin)
      let box = slice(data, ranges([.n, .o, .y, .x]))
      add(.block(Block(.widen, name, [.box(box)])), step.origin)
    case .vector(let operation, let target, let operand):
      try buildVector(operation, target, operand, step, index)
    }
  }

  /// Rows and columns of the data under `window`.
  private func under(_ window: Tensors.Window) -> [Slice.Range] {
    [Schedule.Axis.y, .x].enumerated().map { i, axis in
      schedule.range(
        axis, scale: window.strides[i], before: window.padsBegin[i],
        extra: window.reach(i) - window.strides[i])
    }
  }

  private mutating func buildProduct(
    _ data: ValueName, _ weight: ID<Node>, _ window: Tensors.Window,
    _ step: Computation.Step, _ index: Int
  ) throws(Diagnostic) {
    let name = allocate(index, step.origin)
    add(.block(Block(.fill, name, immediate: 0)), step.origin)
    let shape = module[weight].constant?.shape ?? []
    let source = try value(data)
    let outputs = schedule.extent(.o)
    let packed = TileValue(
      ValueName("W\(program.kernels.count + 1)"), shape: shape, memory: accelerator.weight.id,
      axes: .weights,
      extents: [outputs, source.extents[1]] + window.kernel,
      elementBytes: accelerator.weight.dramElementBytes,
      recipe: TileValue.Recipe([.node(weight)]), origin: Provenance(weight))
    program.values.append(packed)
    let kernel = window.kernel.map { Slice.Range(0, Linear($0)) }
    let slices = [
      slice(data, ranges([.n, .c]) + under(window)),
      Slice(packed.name, ranges([.o, .c]) + kernel),
    ]
    let block = TileStatement(
      .block(Block(.convolve(.init(window)), name, slices.map { .box($0) })), origin: step.origin)
    guard schedule.trips(.c) > 1 else {
      statements.append(block)
      return
    }
    let loop = TileLoop(Schedule.Axis.c.loop, extent: schedule.extent(.c), step: schedule.size(.c))
    add(.loop(loop, [block]), step.origin)
  }

  private mutating func buildVector(
    _ operation: AluOperation, _ target: Int, _ operand: Computation.Operand,
    _ step: Computation.Step, _ index: Int
  ) throws(Diagnostic) {
    guard var name = buffers[target] else { throw .error("step \(target) has no accumulator") }
    if computation.isRead(target, after: index) {
      let copy = allocate(index, step.origin)
      add(.block(Block(.fill, copy, immediate: 0)), step.origin)
      let sum = Block(.vector(.add), copy, [.buffer(name)])
      add(.block(sum), step.origin)
      name = copy
    }
    buffers[index] = name
    var block = Block(.vector(operation), name)
    switch operand {
    case .number(let number):
      if accelerator.range(of: .immediate, in: .alu).contains(number) {
        block.immediate = number
      } else {
        let recipe = TileValue.Recipe([.number(number)])
        let one = constant(recipe, shape: [], [.outputs], [1])
        block.operands = [.box(Slice(one, [.init(0, 1)]))]
      }
    case .channels(let recipe):
      let shape = [try value(result).shape.dropFirst().first ?? 1]
      let name = constant(recipe, shape: shape, [.outputs], [schedule.extent(.o)])
      block.operands = [.box(Slice(name, ranges([.o])))]
    case .elements(let recipe):
      let like = try value(result)
      let name = constant(recipe, shape: like.shape, .data, like.extents)
      block.operands = [.box(Slice(name, ranges([.n, .o, .y, .x])))]
    case .value(let data):
      let one = Slice.Range(0, 1)
      let box = slice(data, ranges([.n, .o]) + [one, one])
      let source = declare(box.ranges.map(\.count), step.origin)
      add(.block(Block(.widen, source, [.box(box)])), step.origin)
      block.operands = [.buffer(source)]
    case .step(let other):
      guard let source = buffers[other] else {
        throw .error("step \(other) has no accumulator")
      }
      block.operands = [.buffer(source)]
    }
    add(.block(block), step.origin)
  }

  /// Adds a constant of the accumulator's elements to the region.
  private mutating func constant(
    _ recipe: TileValue.Recipe, shape: [Int], _ axes: [AxisName], _ extents: [Int]
  ) -> ValueName {
    let number = program.values.count { $0.memory == accelerator.accumulator.id } + 1
    let value = TileValue(
      ValueName("B\(number)"), shape: shape, memory: accelerator.accumulator.id, axes: axes,
      extents: extents, elementBytes: accelerator.accumulator.dramElementBytes, recipe: recipe,
      origin: Provenance(recipe.nodes, orSyntheticBy: Tile.info.name))
    program.values.append(value)
    return value.name
  }

  /// Declares the accumulator of the step at `index`.
  private mutating func allocate(_ index: Int, _ origin: Provenance) -> BufferName {
    let name = declare(ranges([.n, .o, .y, .x]).map(\.count), origin)
    buffers[index] = name
    return name
  }

  private mutating func declare(_ extents: [Linear], _ origin: Provenance) -> BufferName {
    let number = statements.count { if case .allocate = $0.kind { true } else { false } } + 1
    let name = BufferName("a\(number)")
    add(.allocate(TileBuffer(name, extents)), origin)
    return name
  }

}

extension Tensors.Window {
  /// Whether windows reach outside of data with `extents` rows and columns.
  fileprivate func reaches(beyond extents: [Int], in schedule: Schedule) -> Bool {
    if hasPads { return true }
    return zip([Schedule.Axis.y, .x], [0, 1]).contains { axis, i in
      span(i, of: schedule.extent(axis)) > extents[i]
    }
  }
}

extension PerAxis {
  /// Of the axes of a packed result; there is nothing to sum over.
  fileprivate init(_ extents: [Int]) {
    self.init(repeating: 1)
    for (axis, extent) in zip([Schedule.Axis.n, .o, .y, .x], extents) { self[axis] = extent }
  }
}

extension Block.Window {
  init(_ window: Tensors.Window) {
    self.init(kernel: window.kernel, strides: window.strides)
  }
}

extension TileValue.Recipe {
  /// The nodes of the module that it takes elements from.
  var nodes: [ID<Node>] {
    terms.compactMap { if case .node(let id) = $0 { id } else { nil } }
  }
}
