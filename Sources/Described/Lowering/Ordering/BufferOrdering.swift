import Diagnostics
import Effects
import Support
import TargetKit

/// Makes units wait for each other by what is in buffers, and by the room in them.
///
/// What comes from the unit that pushes is carried by a tile: it is pushed behind the earlier
/// instruction and popped before the later one. The other way it is room that carries it: a tile is
/// popped behind the earlier instruction, and before the later one so much room is reserved that this
/// one is gone. All that an instruction waits for stands before it in the program, so that nothing
/// waits for itself.
struct BufferOrdering {

  private let description: MachineDescription
  private let buffers: [OrderDescription.Buffer]
  private let calls: BufferCalls

  /// Over tiles of each buffer, and then over room in each.
  private let routes: TokenRoutes

  /// What is added, and when; the later of two with the same key stands behind the other.
  private struct Event {
    var key: Int
    var kind: Kind
    var buffer: Int

    enum Kind {
      case push, pop

      /// For one of the pairs that room carries.
      case exchange(Int)
      case reserve(Int)

      /// A pop that is there anyway, for such pairs.
      case note([Int])
    }
  }

  init(_ description: MachineDescription, _ buffers: [OrderDescription.Buffer]) {
    self.description = description
    self.buffers = buffers
    calls = BufferCalls(description)
    routes = TokenRoutes(
      buffers.map { ($0.from, $0.to) } + buffers.map { ($0.to, $0.from) },
      units: max(1, description.units.count))
  }

  /// - Errors: no buffers lead from one unit to another, or no instruction says to them what has to be
  ///   said.
  func ordered(
    _ program: [OrderedCall], _ dependences: CallDependences
  ) throws(Diagnostic) -> [OrderedCall] {
    let quiet = try program.map { (each) throws(Diagnostic) in try self.quiet(each) }
    let pairs = try pairs(program, dependences)
    var events: [Event] = []
    for buffer in buffers.indices {
      events += self.events(pairs[buffer], pairs[buffers.count + buffer], buffer)
    }
    events = events.enumerated().sorted {
      ($0.element.key, $0.offset) < ($1.element.key, $1.offset)
    }
    .map(\.element)
    try Interruption.current.check()
    return try written(events, quiet)
  }

  /// An instruction that says nothing to buffers.
  private func quiet(_ each: OrderedCall) throws(Diagnostic) -> OrderedCall {
    var each = each
    each.call = calls.quiet(each.call)
    let effect = description.form.instructions[each.call.instruction].effect
    for case .queue(let verb, let queue, let count) in effect.actions(where: each.call.fields) ?? []
    where verb.isOfBuffer && (try? count.value(in: each.call.fields)) != 0 {
      throw .error(
        "`\(description.text(of: each.call))` always does `\(verb.rawValue)(\(queue), …)`",
        hints: ["let a field of its own say how much, which can be 0"])
    }
    return each
  }

  // MARK: - What is carried

  /// Places between instructions: some behind each, and as many as a way has ends before it.
  private var stride: Int { 4 * buffers.count + 8 }

  /// For each way over a buffer where something is given and where it is taken.
  private func pairs(
    _ program: [OrderedCall], _ dependences: CallDependences
  ) throws(Diagnostic) -> [[TokenPair]] {
    var pairs = Array(repeating: [TokenPair](), count: 2 * buffers.count)
    for edge in dependences.edges {
      let (from, to) = (dependences.units[edge.earlier], dependences.units[edge.later])
      guard let way = routes[from, to] else {
        throw .error(
          description.needs(edge, program.map(\.call), dependences),
          notes: [
            "no buffers lead from `\(description.units[from].name)` to "
              + "`\(description.units[to].name)`, by way of other units neither"
          ],
          hints: ["describe a buffer for it in `order:`"])
      }
      // Units on the way take and give right before the later instruction.
      let first = edge.later * stride - 2 * way.count
      for (place, hop) in way.enumerated() {
        let source = place == 0 ? edge.earlier * stride + 1 : first + 2 * place - 1
        pairs[hop].append(TokenPair(push: source, pop: first + 2 * place))
      }
    }
    return pairs.map { $0.thinned() }
  }

  /// What a buffer carries by tiles and by room.
  private func events(_ tiles: [TokenPair], _ room: [TokenPair], _ buffer: Int) -> [Event] {
    let depth = buffers[buffer].depth
    var kept = tiles.fitted(toDepth: room.isEmpty ? depth : max(1, depth - 1))
    var events: [Event] = []
    var noted: [Int: [Int]] = [:]
    for (index, pair) in room.enumerated() {
      // The first tile that is taken anyway behind what is to be waited for.
      let place = kept.partitioningIndex { $0.pop >= pair.push }
      // There is no room for another one: it is taken as soon as can be.
      if depth == 1, place < kept.count, kept[place].push < pair.push {
        kept[place].pop = pair.push
      }
      if place < kept.count, kept[place].pop < pair.pop {
        noted[kept[place].pop, default: []].append(index)
      } else {
        events.append(Event(key: pair.push, kind: .exchange(index), buffer: buffer))
      }
      events.append(Event(key: pair.pop, kind: .reserve(index), buffer: buffer))
    }
    for pair in kept {
      events.append(Event(key: pair.push, kind: .push, buffer: buffer))
      events.append(Event(key: pair.pop, kind: .pop, buffer: buffer))
    }
    for (key, indices) in noted.sorted(by: { $0.key < $1.key }) {
      events.append(Event(key: key, kind: .note(indices), buffer: buffer))
    }
    return events
  }

  // MARK: - Writing

  /// What has been said to a buffer, and to which of its pairs how many tiles were gone.
  private struct Content {
    var pushed = 0
    var popped = 0
    var gone: [Int: Int] = [:]
  }

  private func written(
    _ events: [Event], _ program: [OrderedCall]
  ) throws(Diagnostic) -> [OrderedCall] {
    var contents = buffers.map { _ in Content() }
    var ordered: [OrderedCall] = []
    var next = 0
    for (place, each) in program.enumerated() {
      while next < events.count, events[next].key < place * stride {
        let source = program[owner(of: events[next])].source
        ordered += try calls(for: events[next], &contents[events[next].buffer], source: source)
        next += 1
      }
      ordered.append(each)
    }
    return ordered
  }

  /// The instruction that an event stands behind or before, for which it is there.
  private func owner(of event: Event) -> Int {
    event.key % stride == 1 ? event.key / stride : event.key / stride + 1
  }

  private func calls(
    for event: Event, _ content: inout Content, source: Int
  ) throws(Diagnostic) -> [OrderedCall] {
    let buffer = buffers[event.buffer]
    switch event.kind {
    case .push:
      content.pushed += 1
      return [try call(.push, buffer, 1 ... 1, buffer.from, source)]
    case .pop:
      content.popped += 1
      return [try call(.pop, buffer, 1 ... 1, buffer.to, source)]
    case .exchange(let index):
      content.pushed += 1
      content.popped += 1
      content.gone[index] = content.popped
      return [
        try call(.push, buffer, 1 ... 1, buffer.from, source),
        try call(.pop, buffer, 1 ... 1, buffer.to, source),
      ]
    case .note(let indices):
      for index in indices { content.gone[index] = content.popped }
      return []
    case .reserve(let index):
      let least = (content.gone[index] ?? content.popped) + buffer.depth - content.pushed
      guard least > 0 else { return [] }
      let most = content.popped + buffer.depth - content.pushed
      return [try call(.reserve, buffer, least ... max(least, most), buffer.from, source)]
    }
  }

  private func call(
    _ verb: QueueVerb, _ buffer: OrderDescription.Buffer, _ counts: ClosedRange<Int>, _ unit: Int,
    _ source: Int
  ) throws(Diagnostic) -> OrderedCall {
    if let call = calls.call(verb, buffer.name, counts, of: unit) {
      return OrderedCall(call, source: source, reason: verb.reason(buffer.name))
    }
    throw .error(
      "no instruction of unit `\(description.units[unit].name)` does "
        + "`\(verb.rawValue)(\(buffer.name), \(counts.lowerBound))` and nothing else",
      hints: ["describe one, with a field for the count"])
  }

}

extension QueueVerb {

  /// What an instruction is added for.
  fileprivate func reason(_ buffer: String) -> String {
    switch self {
    case .push: "says in \(buffer) that what is before it is done"
    case .pop: "waits for what \(buffer) says is done"
    case .reserve: "waits until what was in \(buffer) is used"
    case .peek, .wait, .signal: "waits"
    }
  }

}
