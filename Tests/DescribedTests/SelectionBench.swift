import Diagnostics
import Effects
import ISA
import Passes
import Simulation
import Support
import Tensors
import Testing

@testable import Described

/// A machine with random numbers everywhere on which calls run and operations are computed by plain
/// loops besides.
struct SelectionBench: ~Copyable {

  /// - Units: bytes of the host's memory, from address 0 on.
  static let hostBytes = 1 << 16

  let abilities: Abilities
  let engine: EffectEngine
  private(set) var state: EffectState
  private(set) var model: PlainModel
  var selector: Selector

  /// All calls so far.
  private(set) var calls: [Call] = []

  init(_ machine: MachineDescription, _ random: inout SplitMix64) throws {
    let abilities = try Abilities(machine)
    let engine = try EffectEngine(machine.form, host: [0 ..< Self.hostBytes])
    var state = engine.makeState()
    var model = PlainModel(abilities)
    for (index, part) in machine.form.state.enumerated() where part.base == nil {
      let id = StateID(index)
      let numbers = Self.numbers(part.shape, part.type.element, &random)
      state.setNumbers(of: id, to: numbers)
      model.parts[id] = numbers.doubles
    }
    let bytes = Self.hostBytes(isFloat: machine.form[abilities.data].type.element.isFloat, &random)
    state.setHostBytes(bytes, at: 0)
    model.host = bytes
    self.abilities = abilities
    self.engine = engine
    self.state = state
    self.model = model
    selector = Selector(abilities)
  }

  /// Bytes that are numbers of a moderate size whatever they are read as.
  private static func hostBytes(isFloat: Bool, _ random: inout SplitMix64) -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < hostBytes {
      if isFloat {
        let number = Float.random(in: -4 ... 4, using: &random)
        let high = UInt16(truncatingIfNeeded: number.bitPattern >> 16)
        bytes += [UInt8(truncatingIfNeeded: high), UInt8(truncatingIfNeeded: high >> 8)]
      } else {
        bytes.append(UInt8.random(in: 0 ... 255, using: &random))
      }
    }
    return bytes
  }

  /// Chooses instructions for an operation, runs them and computes it besides.
  /// - Returns: the calls; nil where it is refused.
  mutating func run(_ kind: Operation.Kind) throws -> [Call]? {
    guard let calls = try? selector.calls(for: Operation(kind, origin: .synthetic(by: "test")))
    else { return nil }
    for call in calls {
      // As it is once it was a word.
      let format = abilities.machine.instructionSet.formats[call.instruction]
      var word = format.encode(call.fields, as: WideWord.self)
      for selector in format.selectors { selector.field.store(selector.value, in: &word) }
      if let code = format.opcode { abilities.machine.instructionSet.opcode.store(code, in: &word) }
      #expect(abilities.machine.instructionSet.formatIndex(of: word) == call.instruction)
      _ = try engine.run(call.instruction, format.decode(word), on: &state)
    }
    model.apply(kind)
    self.calls += calls
    return calls
  }

  /// Where the machine holds something else than the plain loops computed.
  var difference: String? {
    let form = abilities.machine.form
    for (id, expected) in model.parts where form[id].role == .memory {
      let found = state.tensor(of: id).doubles
      for (index, number) in expected.enumerated() where !number.isNaN && found[index] != number {
        return "\(form[id].name)[\(index)] is \(found[index]), not \(number)"
      }
    }
    let bytes = state.hostBytes(0 ..< Self.hostBytes) ?? []
    for (index, byte) in model.host.enumerated() {
      if let byte, bytes[index] != byte { return "byte \(index) is \(bytes[index]), not \(byte)" }
    }
    return nil
  }

  private static func numbers(
    _ shape: [Int], _ type: ElementType, _ random: inout SplitMix64
  ) -> Tensor {
    let count = shape.reduce(1, *)
    var numbers: [Double] = []
    for _ in 0 ..< count {
      let number = Double.random(in: -100 ... 100, using: &random)
      numbers.append(type.isFloat ? number : number.rounded())
    }
    let tensor = try? Tensor(.float64, shape, doubles: numbers)
    return tensor?.converted(to: type) ?? Tensor(zeros: type, shape)
  }

}
