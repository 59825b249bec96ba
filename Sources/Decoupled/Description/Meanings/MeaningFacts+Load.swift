import Effects

extension MeaningFacts {

  /// Copies a block from DRAM into a memory, with zeros around it.
  static let load = MeaningFacts(
    required: [.memory, .sram, .dram, .rows, .columns], optional: [.stride] + Parameter.pads,
    direction: .load,
    operation: { numbers, word, memory in
      .transfer(numbers.transfer(in: word, .load, memory))
    },
    effect: { $0.loads })

}

extension InstructionEffect {

  fileprivate var loads: [String] {
    let pads = Parameter.pads.compactMap(field)
    let (rows, columns) = (
      [field(.padTop), field(.rows), field(.padBottom)].compactMap(\.self),
      [field(.padLeft), field(.columns), field(.padRight)].compactMap(\.self)
    )
    let count = "(\(rows.joined(separator: " + "))) * (\(columns.joined(separator: " + ")))"
    let around = Parameter.pads.map(term).joined(separator: ", ")
    let found = description.memories.filter { $0.loadedBy != nil }.map { memory in
      let block = block(of: memory)
      return (
        when: "\(term(.memory)) == \(memory.code)",
        does:
          "\(memory.alias ?? memory.name)[to] = \(pads.isEmpty ? block : "pad(\(block), \(around))")"
      )
    }
    return [
      "let: \(text.quoted("to = \(term(.sram)) : \(term(.sram)) + \(count)"))"
    ] + cases(found.map { ($0.when, $0.does) }, isWhole: false)
  }

}
