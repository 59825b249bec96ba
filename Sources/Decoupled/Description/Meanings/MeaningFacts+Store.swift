import Effects

extension MeaningFacts {

  /// Copies a block from a memory to DRAM.
  static let store = MeaningFacts(
    required: [.memory, .sram, .dram, .rows, .columns], optional: [.stride] + Parameter.pads,
    direction: .store,
    operation: { numbers, word, memory in
      .transfer(numbers.transfer(in: word, .store, memory))
    },
    effect: { $0.stores })

}

extension InstructionEffect {

  fileprivate var stores: [String] {
    let pads = description.options.storePaddingFaults ? Parameter.pads.compactMap(field) : []
    let bare = pads.isEmpty ? "" : " and \(pads.joined(separator: " + ")) == 0"
    let found = description.memories.filter { $0.storedBy != nil }.map { memory in
      let source = memory.alias ?? memory.name
      let count = "\(term(.sram)) : \(term(.sram)) + \(term(.rows))*\(term(.columns))"
      return (
        when: "\(term(.memory)) == \(memory.code)\(bare)",
        does: "\(block(of: memory)) = low(\(source)[\(count)])"
      )
    }
    return cases(found.map { ($0.when, $0.does) }, isWhole: false)
  }

}
