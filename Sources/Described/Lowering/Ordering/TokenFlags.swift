import ISA

/// Where the flags are with which instructions put tokens into queues and take them.
struct TokenFlags {

  private let description: MachineDescription
  private let queues: [OrderDescription.TokenQueue]

  /// For each instruction and queue the places of the two fields.
  private let pushes: [[Int?]]
  private let pops: [[Int?]]

  init(_ description: MachineDescription, _ queues: [OrderDescription.TokenQueue]) {
    self.description = description
    self.queues = queues
    let formats = description.instructionSet.formats
    func places(_ flag: (OrderDescription.TokenQueue) -> String) -> [[Int?]] {
      formats.map { format in
        queues.map { queue in format.fields.firstIndex { $0.name == flag(queue) } }
      }
    }
    pushes = places(\.push)
    pops = places(\.pop)
  }

  /// Whether an instruction that `unit` runs can put a token into a queue.
  func canPush(_ call: Call, of unit: Int, into queue: Int) -> Bool {
    queues[queue].from == unit && pushes[call.instruction][queue] != nil
  }

  /// Whether an instruction that `unit` runs can take a token from a queue.
  func canPop(_ call: Call, of unit: Int, from queue: Int) -> Bool {
    queues[queue].to == unit && pops[call.instruction][queue] != nil
  }

  /// The same instruction without tokens, and with all of its fields.
  func cleared(_ call: Call) -> Call {
    var call = call
    let count = description.instructionSet.formats[call.instruction].fields.count
    call.fields += Array(repeating: 0, count: max(0, count - call.fields.count))
    for place in (pushes[call.instruction] + pops[call.instruction]).compactMap(\.self) {
      call.fields[place] = 0
    }
    return call
  }

  func push(into queue: Int, _ call: inout Call) {
    if let place = pushes[call.instruction][queue] { set(place, &call) }
  }

  func pop(from queue: Int, _ call: inout Call) {
    if let place = pops[call.instruction][queue] { set(place, &call) }
  }

  /// A signed flag of one bit is -1 where it is set.
  private func set(_ place: Int, _ call: inout Call) {
    let field = description.instructionSet.formats[call.instruction].fields[place]
    call.fields[place] = field.isSigned && field.width == 1 ? -1 : 1
  }

}
