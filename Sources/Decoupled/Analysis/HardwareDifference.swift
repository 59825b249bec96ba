import CKernels
import Simulation
import TargetKit

/// Something that another implementation of the instruction set does otherwise.
struct HardwareDifference: Sendable {

  /// An instruction, with what is known of the elements that it stores.
  struct Context {
    let plan: MachinePlan
    let index: Int

    /// Whether some of what it reads was written last by a load, or by clearing.
    let readsLoaded: Bool
    let readsCleared: Bool
  }

  let name: String

  /// What that implementation does, and the way out.
  let sentence: String
  let wayOut: String
  let severity: LintFinding.Severity
  let applies: @Sendable (Context) -> Bool

  /// Those of the hardware as it was generated in spring 2021.
  /// - Source: the generated design, run, and the sources that it was generated from.
  static let rtl2021 = [
    HardwareDifference(
      name: "multiply",
      sentence: "a product of the vector unit is not decoded, and nothing goes on",
      wayOut: "use a matrix product", severity: .error
    ) { $0.vector?.operation == Int32(DK_MULTIPLY) },
    HardwareDifference(
      name: "narrow-load", sentence: "a load that extends is never dispatched, and nothing goes on",
      wayOut: "load values of the full width", severity: .error
    ) { context in
      guard let load = context.load, let memory = load.memory else { return false }
      let sizes = context.plan.memories[memory]
      return sizes.dramElementBytes != sizes.elementBytes
    },
    HardwareDifference(
      name: "empty-loops", sentence: "loops that are empty here go round for ever",
      wayOut: "leave the instruction out, or use a load of 0 columns for its tokens",
      severity: .error
    ) { context in context.nest.map { $0.count == 0 } ?? false },
    HardwareDifference(
      name: "no-rows", sentence: "a load of 0 rows never ends",
      wayOut: "let it have 0 columns, or load a row", severity: .error
    ) { context in context.load.map { $0.rows == 0 && $0.columns > 0 } ?? false },
    HardwareDifference(
      name: "micro-op-depth", sentence: "the memory of micro-ops has 2048 elements",
      wayOut: "reuse the elements below", severity: .error
    ) { context in
      if let nest = context.nest { return nest.end > 2048 }
      guard let load = context.load, load.columns > 0, load.memory == context.plan.microOps else {
        return false
      }
      return load.sram + load.width * load.height > 2048
    },
    HardwareDifference(
      name: "wide-shift", sentence: "only the low five bits of the amount of a shift count",
      wayOut: "shift by less than 32, or in two steps", severity: .warning
    ) { context in
      guard let vector = context.vector, vector.operation == Int32(DK_SHIFT) else { return false }
      return vector.hasImmediate && abs(vector.immediate) > 31
    },
    HardwareDifference(
      name: "vector-shift",
      sentence: "a shift by elements goes right by their low five bits, negative amounts too",
      wayOut: "make sure that no amount is negative", severity: .note
    ) { context in
      guard let vector = context.vector, vector.operation == Int32(DK_SHIFT) else { return false }
      return !vector.hasImmediate
    },
    HardwareDifference(
      name: "store-of-load",
      sentence:
        "results have a memory of their own, which loads do not write: it stores old values",
      wayOut: "add 0 to the elements before", severity: .error
    ) { $0.store != nil && $0.readsLoaded },
    HardwareDifference(
      name: "store-of-reset",
      sentence:
        "results have a memory of their own, which a reset does not write: it stores old values",
      wayOut: "multiply by 0, or add 0 to the elements, before", severity: .error
    ) { $0.store != nil && $0.readsCleared },
    HardwareDifference(
      name: "store-padding", sentence: "padding of a store is ignored",
      wayOut: "clear it", severity: .warning
    ) { context in context.store.map { $0.hasPadding && $0.columns > 0 } ?? false },
    HardwareDifference(
      name: "unbound-flag", sentence: "a token flag that leads to no queue is ignored",
      wayOut: "clear it", severity: .warning
    ) { $0.plan.instructions[$0.index].hasUnboundFlag },
    HardwareDifference(
      name: "odd-micro-ops",
      sentence: "micro-ops come two at a time: where one side is odd, some of them are wrong",
      wayOut: "load them from an even element to an even element, in even numbers", severity: .error
    ) { context in
      guard let load = context.load, load.memory == context.plan.microOps, load.columns > 0 else {
        return false
      }
      let isShifted = load.columns > 1 && (load.dram ^ load.sram) & 1 == 1
      return isShifted || load.sram & load.columns & 1 == 1
    },
  ]

  /// The tables by the name of the implementation.
  static let tables = ["rtl-2021": rtl2021]

}

extension HardwareDifference.Context {

  private var operation: Operation { plan.instructions[index].operation }

  fileprivate var load: Transfer? { operation.transfer(.load) }

  fileprivate var store: Transfer? { operation.transfer(.store) }

  fileprivate var vector: Vector? { operation.vector }

  fileprivate var nest: Nest? { operation.nest }

}
