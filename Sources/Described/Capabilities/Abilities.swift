import Diagnostics
import Effects
import Passes
import Support

/// What a machine can be used for, found from what its instructions do: which memories play which
/// part, and how its rows look.
struct Abilities: Sendable {

  private(set) var machine: MachineDescription

  /// The memories that a product takes data and weights from and puts sums into; data and weights
  /// may be in one.
  let data: StateID
  let weights: StateID
  let sums: StateID

  /// How many numbers of a row are summed, and how many sums a row has.
  let depth: Int
  let lanes: Int

  /// How many places of the memory of weights a block takes, and whether the numbers of one output
  /// follow each other in it; otherwise those of one input do.
  let blockPlaces: Int
  let hasOutputsFirst: Bool

  /// How many channels lie next to each other on the host: whole rows of data and of sums.
  let block: Int

  let planner: Planner
  let matcher: Matcher

  /// What has been worked out already, with which every selector begins.
  private(set) var memory = Planner.Memory()

  /// - Errors: no instruction multiplies rows with a matrix, or numbers do not get to where it
  ///   takes them from, or from where it puts them.
  init(_ machine: MachineDescription) throws(Diagnostic) {
    let planner = Planner(machine.form)
    try self.init(machine, planner, Product.find(planner))
  }

  /// - Parameter product: what `planner` found that the machine multiplies.
  /// - Errors: as of the other.
  init(
    _ machine: MachineDescription, _ planner: Planner, _ product: Product
  ) throws(Diagnostic) {
    self.machine = machine
    (data, weights, sums) = (product.data, product.weights, product.sums)
    (depth, lanes, block) = (product.depth, product.lanes, try product.block)
    (blockPlaces, hasOutputsFirst) = (product.blockPlaces, product.hasOutputsFirst)
    self.planner = planner
    matcher = Matcher(machine: machine.form, lanes: product.lanes, depth: product.depth)
    memory = try check()
  }

  /// The same of the machine as its description says it in the end, with the same instructions.
  func of(_ machine: MachineDescription) -> Abilities {
    var copy = self
    copy.machine = machine
    return copy
  }

}

/// A matrix product of a machine, and where its numbers come from and go.
struct Product: Hashable, Sendable {

  /// How many channels make whole rows of data and of sums.
  /// - Errors: too many to lie in one block.
  var block: Int {
    get throws(Diagnostic) {
      guard let block = leastCommonMultiple(depth, lanes), block <= Self.mostChannels else {
        throw .error(
          "rows of \(depth) numbers that are summed and of \(lanes) sums have no block of up to "
            + "\(Self.mostChannels) channels in common")
      }
      return block
    }
  }

  private static let mostChannels = 1 << 16

  var data: StateID
  var weights: StateID
  var sums: StateID
  var depth: Int
  var lanes: Int
  var blockPlaces: Int
  var hasOutputsFirst: Bool

  /// Why a product of a machine is of no use to a kernel.
  private struct Misfit: Error {
    var reason: String
  }

  /// The first product that there is.
  static func find(_ planner: Planner) throws(Diagnostic) -> Product {
    var misfits: [Refusal] = []
    for way in planner.ways {
      guard case .contract(let contract)? = way.main?.kind else { continue }
      do throws(Misfit) {
        return try Product(contract, way, planner)
      } catch {
        let instruction = planner.machine.instructions[way.instruction]
        misfits.append(
          Refusal(
            "`\(instruction.name)` does, but \(error.reason)",
            at: instruction.places?.place(ofCase: way.branch)))
      }
    }
    let found = misfits.isEmpty ? nearest(planner.machine) : misfits
    throw .error(
      "no instruction multiplies rows of a memory with a matrix",
      because: found.first?.place, notes: found.map(\.message) + planner.notes,
      hints: ["such an instruction `does: sums[d:d+n] += data[s:s+n] @ weights[w]`"])
  }

  /// Instructions that do more than multiply, or sum products in another form.
  private static func nearest(_ machine: MachineForm) -> [Refusal] {
    machine.normalForms.compactMap { form in
      let instruction = machine.instructions[form.instruction]
      let what: String
      switch form.kind {
      case .contract: what = "multiplies matrices, but writes to other memories besides, or to none"
      case .reduce(let reduce) where reduce.before.contains { $0.function == .multiply }:
        what = "sums products, but not as a matrix product: write them with `@`"
      case .map(let map) where map.steps.contains { $0.function == .multiply }:
        what = "multiplies numbers with numbers: write a matrix product with `@`"
      case .other: what = "computes in a form that graphs can not be compiled for"
      default: return nil
      }
      return Refusal(
        "`\(instruction.name)` \(what)", at: instruction.places?.place(ofCase: form.branch))
    }
  }

  private init(
    _ contract: NormalForm.Contract, _ way: Way, _ planner: Planner
  ) throws(Misfit) {
    let machine = planner.machine
    func misfit(_ reason: String) -> Misfit { Misfit(reason: reason) }
    guard way.loops != nil else { throw misfit("it takes its places from micro-ops") }
    guard contract.adds(in: machine) != nil else {
      throw misfit("it does something else to the sums")
    }
    guard contract.isPlain(in: machine) else {
      throw misfit("its rows are transposed, or its factors are computed")
    }
    (sums, data) = (contract.target.part, contract.a.source.part)
    for part in [sums, data] where machine[part].role != .memory {
      throw misfit("`\(machine[part].name)` is no memory, but a register or hidden")
    }
    lanes = contract.columns.constant ?? machine.rowNumbers(of: sums)
    depth = contract.sum.constant ?? machine.rowNumbers(of: data)
    guard lanes > 0, depth > 0 else { throw misfit("its matrix has no numbers") }
    hasOutputsFirst = contract.b.isTransposed
    let array = contract.b.source.part
    if machine[array].role == .memory {
      weights = array
    } else if let source = planner.source(of: array) {
      weights = source
    } else {
      throw misfit("no instruction fills `\(machine[array].name)` from a memory")
    }
    let (block, row) = ([lanes, depth].product, machine.rowNumbers(of: weights))
    guard row > 0, block.isMultiple(of: row) else {
      throw misfit(
        "a matrix of \(lanes) x \(depth) numbers is no number of places of "
          + "`\(machine[weights].name)`, each of which has \(row)")
    }
    blockPlaces = block / row
  }

}

extension Planner {

  /// The memory that a hidden array is filled from.
  func source(of array: StateID) -> StateID? {
    for way in ways {
      for case .move(let move) in way.forms.map(\.kind) where move.part.part == array {
        if move.direction == .copy, let part = move.source?.part, machine[part].role == .memory {
          return part
        }
      }
    }
    return nil
  }

}
