import Effects
import Support
import Tensors

/// Who wrote what: for each place along the first axis of a part the instructions that wrote any of
/// it, and what was written on the host.
struct WriteIndex: Sendable {

  private let form: MachineForm

  /// For each part, and each of its places, positions in the order in which instructions finished;
  /// empty for views.
  private var writers: [[[Int32]]]

  /// - Units: bytes of a place of each part.
  private let steps: [Int]

  /// For each part the last position that wrote and read it, in order.
  private(set) var writes: [[Int32]]
  private(set) var reads: [[Int32]]

  /// What was written on the host, in order, and the first byte and the one behind the last of all.
  private var host: [(position: Int, bytes: StridedSet)] = []
  private var hull: Range<Int>?

  private var count = 0

  init(_ program: MachineProgram) {
    form = program.description.form
    let parts = form.state.indices.map { StateID($0) }
    let form = self.form
    steps = parts.map { form.byteCount(ofPlaceOf: $0) }
    writers = parts.map { part in
      form[part].base == nil ? Array(repeating: [], count: form[part].shape.first ?? 1) : []
    }
    writes = parts.map { _ in [] }
    reads = writes
  }

  mutating func append(_ footprint: Footprint) {
    let position = Int32(count)
    for access in footprint.accesses {
      switch access.space {
      case .host: if access.isWrite { appendHost(access.bytes) }
      case .part(let root):
        note(root, position, isWrite: access.isWrite)
        if access.isWrite { append(access.bytes, of: root.index, position) }
      }
    }
    count += 1
  }

  private mutating func note(_ root: StateID, _ position: Int32, isWrite: Bool) {
    if isWrite {
      if writes[root.index].last != position { writes[root.index].append(position) }
    } else if reads[root.index].last != position {
      reads[root.index].append(position)
    }
  }

  private mutating func appendHost(_ bytes: StridedSet) {
    host.append((count, bytes))
    let own = bytes.hull
    hull =
      hull.map {
        min($0.lowerBound, own.lowerBound) ..< max($0.upperBound, own.upperBound)
      } ?? own
  }

  private mutating func append(_ bytes: StridedSet, of part: Int, _ position: Int32) {
    let step = steps[part]
    bytes.eachRun { run in
      for place in run.lowerBound / step ... (run.upperBound - 1) / step
      where writers[part].indices.contains(place) && writers[part][place].last != position {
        writers[part][place].append(position)
      }
      return true
    }
  }

  // MARK: Asking

  /// The positions below `limit` that wrote a place of a part that is no view, the last first.
  func writers(of part: StateID, place: Int, before limit: Int) -> some Sequence<Int> {
    let list = writers[part.index].indices.contains(place) ? writers[part.index][place] : []
    let end = list.partitioningIndex { Int($0) >= limit }
    return list[..<end].reversed().lazy.map { Int($0) }
  }

  /// How many of these places of a part that is no view have been written by positions below
  /// `limit`.
  func written(_ part: StateID, _ places: Range<Int>, before limit: Int) -> Int {
    let all = writers[part.index]
    return places.clamped(to: all.indices).lazy.filter { place in
      all[place].first.map { Int($0) < limit } ?? false
    }.count
  }

  /// The last position below `limit` that wrote, or read, a part that is no view.
  func last(of part: StateID, isWrite: Bool, before limit: Int) -> Int? {
    let list = (isWrite ? writes : reads)[part.index]
    let end = list.partitioningIndex { Int($0) >= limit }
    return end > 0 ? Int(list[end - 1]) : nil
  }

  /// The last position below `limit` that wrote a byte of the host.
  func writer(ofHost byte: Int, before limit: Int) -> Int? {
    guard let hull, hull.contains(byte) else { return nil }
    let end = host.partitioningIndex { $0.position >= limit }
    var poll = Poll()
    return host[..<end].last { entry in
      poll.isRequested(after: 8) || entry.bytes.overlaps(byte ..< byte + 1)
    }?.position
  }

}

extension MachineForm {

  /// - Units: bytes of one place along the first axis of a part, or of all of it where it has none.
  func byteCount(ofPlaceOf part: StateID) -> Int {
    max(1, self[part].shape.dropFirst().product * self[part].type.element.byteSize)
  }

}
