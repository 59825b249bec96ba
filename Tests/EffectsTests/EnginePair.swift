import Effects
import Support
import Tensors

/// The engine and the reference, with the same numbers in their states.
struct EnginePair: ~Copyable {

  static let host = [(address: 0, count: 700), (address: 1024, count: 256)]

  let engine: EffectEngine
  var state: EffectState
  var reference: ReferenceMachine

  init(_ form: MachineForm, _ random: inout SplitMix64) throws {
    engine = try EffectEngine(form, host: Self.host.map { $0.address ..< $0.address + $0.count })
    state = engine.makeState()
    var host: [(address: Int, bytes: [UInt8])] = []
    for (address, count) in Self.host {
      let bytes = (0 ..< count).map { _ in UInt8.random(in: 0 ... 255, using: &random) }
      state.setHostBytes(bytes, at: address)
      host.append((address, bytes))
    }
    reference = ReferenceMachine(form, host: host)
    for (index, part) in form.state.enumerated() where part.base == nil {
      let numbers = Self.numbers(of: part, &random)
      state.setNumbers(of: StateID(index), to: numbers)
      reference.parts[index] = numbers.bytes
    }
  }

  /// Bytes of all kinds for whole numbers; for floats numbers of all sizes.
  private static func numbers(of part: StatePart, _ random: inout SplitMix64) -> Tensor {
    let count = part.shape.reduce(1, *)
    let type = part.type.element
    let numbers = (0 ..< count).map { _ -> Double in
      let size = Double.random(in: -1 ... 1, using: &random)
      guard type.isFloat else { return (size * 300).rounded() }
      return UInt8.random(in: 0 ... 9, using: &random) == 0 ? size * 1e30 : size * 20
    }
    let tensor = try? Tensor(.float64, part.shape, doubles: numbers)
    return tensor?.converted(to: type) ?? Tensor(zeros: type, part.shape)
  }

  /// The first part of the state that has other bytes in one than in the other, or `host`.
  var difference: String? {
    for (index, part) in reference.form.state.enumerated() {
      let expected = reference.tensor(StateID(index))
      let found = state.tensor(of: StateID(index))
      if Self.isSame(found, expected) { continue }
      return "\(part.name): \(found.doubles), \(expected?.doubles ?? [])"
    }
    for (address, count) in Self.host {
      let bytes = (address ..< address + count).map { reference.host[$0] ?? 0 }
      if state.hostBytes(address ..< address + count) != bytes { return "host" }
    }
    return nil
  }

  /// Bit by bit, but for what kind of NaN one is.
  private static func isSame(_ a: Tensor, _ b: Tensor?) -> Bool {
    guard let b else { return false }
    if a.bytes == b.bytes { return true }
    return a.elementType.isFloat
      && zip(a.doubles, b.doubles).allSatisfy { x, y in
        x.isNaN && y.isNaN || x == y && x.sign == y.sign
      }
  }

}
