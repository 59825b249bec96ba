import Simulation

extension DecoupledShape {

  /// The shape of a machine.
  /// - Errors: the first instruction that does something else, or what no instruction does.
  public init(of machine: MachineForm) throws(ShapeMismatch) {
    try Self.requireTaken(machine)
    let forms = Dictionary(grouping: machine.normalForms, by: \.instruction)
    var products: Products?
    for (index, own) in forms.sorted(by: { $0.key < $1.key }) {
      guard own.contains(where: \.isContraction) else { continue }
      if products != nil { throw ShapeMismatch(index, "two instructions multiply matrices") }
      products = try Products(machine, index, own)
    }
    guard let products else { throw ShapeMismatch(nil, "no instruction multiplies matrices") }
    microOp = products.microOp
    for index in machine.instructions.indices {
      let own = forms[index] ?? []
      if index == products.instruction {
        instructions.append(products.result)
      } else if own.allSatisfy({ $0.kind == .stop }), !own.isEmpty {
        instructions.append(Instruction(meaning: .finish, fields: [:]))
      } else if own.contains(where: \.isMove) {
        let transfers = try Transfers(machine, index, own)
        for memory in transfers.memories { insert(memory, products) }
        instructions.append(transfers.result)
      } else {
        instructions.append(try Vectors(machine, index, own, products).result)
      }
    }
    try requireMemories()
  }

  /// Adds a memory with its role, or what stores one that is there.
  private mutating func insert(_ memory: Memory, _ products: Products) {
    if let place = memories.firstIndex(where: {
      ($0.code, $0.part, $0.hostElement) == (memory.code, memory.part, memory.hostElement)
    }) {
      memories[place].loadedBy = memories[place].loadedBy ?? memory.loadedBy
      memories[place].storedBy = memories[place].storedBy ?? memory.storedBy
      return
    }
    var memory = memory
    memory.role = memory.loadedBy == nil ? .output : products.role(of: memory.part)
    if self.memory(for: memory.role) != nil { memory.role = .none }
    memories.append(memory)
  }

  /// A case behind another one of the same numbers does nothing, whatever it looks like.
  private static func requireTaken(_ machine: MachineForm) throws(ShapeMismatch) {
    for (index, instruction) in machine.instructions.enumerated() {
      let coverage = Coverage(of: instruction.effect, in: machine)
      if coverage.verdicts.contains(.never) {
        throw ShapeMismatch(index, "one of its cases is never taken")
      }
    }
  }

  private func requireMemories() throws(ShapeMismatch) {
    for role in [Role.microOps, .input, .weight] where memory(for: role)?.loadedBy == nil {
      throw ShapeMismatch(nil, "nothing loads the memory of \(role.rawValue)")
    }
    guard memories.contains(where: { $0.storedBy != nil }) else {
      throw ShapeMismatch(nil, "nothing stores results")
    }
    for meaning in [Meaning.gemm, .finish] where places(of: meaning).isEmpty {
      throw ShapeMismatch(nil, "no instruction ends a program")
    }
  }

}

extension NormalForm {

  var isContraction: Bool { if case .contract = kind { true } else { false } }
  var isMove: Bool { if case .move = kind { true } else { false } }

}

extension Polynomial {

  /// The variable that this is, if it is one.
  var variable: VariableID? {
    if case .variable(let id) = atom { id } else { nil }
  }

}

/// Fields by what they do; one that would do two things, or two that would do one, are a mismatch.
struct ParameterTable {

  let instruction: Int
  private(set) var fields: [DecoupledShape.Parameter: VariableID] = [:]

  init(_ instruction: Int) { self.instruction = instruction }

  mutating func bind(
    _ parameter: DecoupledShape.Parameter, _ polynomial: Polynomial?
  ) throws(ShapeMismatch) {
    guard let field = polynomial?.variable else {
      throw ShapeMismatch(instruction, "no field is its `\(parameter.rawValue)`")
    }
    if let other = fields[parameter], other != field {
      throw ShapeMismatch(instruction, "two fields are its `\(parameter.rawValue)`")
    }
    if let other = fields.first(where: { $0.value == field && $0.key != parameter })?.key {
      throw ShapeMismatch(
        instruction,
        "one field is both its `\(other.rawValue)` and its `\(parameter.rawValue)`")
    }
    fields[parameter] = field
  }

  /// The same, where it is 0 for good that there is none.
  mutating func bind(
    optional parameter: DecoupledShape.Parameter, _ polynomial: Polynomial?
  ) throws(ShapeMismatch) {
    if let polynomial, polynomial != Polynomial() { try bind(parameter, polynomial) }
  }

}
