import Effects
import ISA
import Support
import TargetKit

extension MachineReader {

  /// - Units: bytes that the places of a tensor are apart at most.
  private static let mostStep = 1 << 20

  /// What the addresses on the host that instructions can say are multiples of.
  mutating func hostSteps() -> [Int] {
    var steps: Set<Int> = []
    var shared = 1
    for instruction in instructions {
      let expansion = Expansion(of: instruction.effect)
      for window in instruction.effect.hostWindows {
        let step = expansion[window.address].step
        guard step > 0, steps.insert(step).inserted else { continue }
        shared = leastCommonMultiple(shared, step) ?? .max
        if shared > Self.mostStep {
          sheet.error(
            "a tensor that `\(instruction.format.name)` and others reach begins at a multiple of "
              + "\(shared) bytes, and of \(Self.mostStep) at most",
            at: instruction.entries["does"] ?? instruction.entries["cases"] ?? instruction.node,
            hint: "multiply the field of an address by less")
          return []
        }
      }
    }
    return steps.sorted()
  }

}

extension Polynomial {

  /// What the differences of its numbers are multiples of; 0 where there is one number.
  fileprivate var step: Int {
    terms.reduce(0) { $1.key.isEmpty ? $0 : greatestCommonDivisor($0, $1.value) }
  }

}
