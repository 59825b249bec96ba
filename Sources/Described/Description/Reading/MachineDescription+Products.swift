import Diagnostics
import Effects
import Passes
import TargetKit
import Tensors

extension MachineDescription {

  /// Computes with the numbers of the memories that products use; what the description says of them
  /// has to be that.
  mutating func setNumbers(
    _ product: Product, _ entries: Entries, _ sheet: inout Sheet
  ) {
    let uses = [("data", product.data), ("weight", product.weights), ("sum", product.sums)]
      .map { ($0, form[$1].name, form[$1].type.element) }
    sheet.checkNumbers(entries, against: uses)
    guard entries["types"] == nil else { return }
    common.interface.types.data = uses[0].2
    common.interface.types.weight = uses[1].2
    common.interface.types.accumulator = uses[2].2
    deriveTypes()
  }

  /// Says in which blocks of channels values lie on the host: whole rows of data, and of sums.
  /// - Parameter node: where the description says what it takes them for, if it does.
  mutating func setBlocks(
    _ abilities: Abilities, _ node: SheetNode?, _ sheet: inout Sheet
  ) {
    let block = abilities.block
    common.interface.handover.inputBlock = block
    common.interface.handover.outputBlock = block
    let forms = MachineLayouts.forms(abilities)
    common.interface.handover.isChannelsLast = layouts.data.map { $0 == forms.data[1] } ?? false
    guard let node else { return }
    if let said = layouts.data?.block(of: "c"), said != block {
      let (depth, lanes) = (abilities.depth, abilities.lanes)
      let rows = depth == lanes ? "\(lanes) sums" : "\(depth) numbers of data, or \(lanes) sums"
      sheet.error(
        "data is said to lie in blocks of \(said) channels, but a row has \(rows)", at: node,
        hint: forms.data.hint)
      return
    }
    let said = [
      ("data", layouts.data, forms.data), ("weight", layouts.weight, forms.weight),
      ("sum", layouts.sum, forms.sum),
    ]
    for case (let key, let layout?, let possible) in said where !possible.contains(layout) {
      sheet.error(
        "graphs can not be compiled for `\(key)` that lies as `\(layout)`",
        at: node.members?.first { $0.key.word == key }?.value ?? node, hint: possible.hint)
    }
  }

  /// What follows for its patterns from the numbers that it computes with.
  /// - Parameter place: where the description says which they are.
  func limits(at place: Place?) -> MachineLimits {
    typealias Limit = MachineLimits.Limit
    let types = common.interface.types
    let data = Limit(types.data, at: place)
    return MachineLimits(
      data: data, weight: Limit(types.weight, at: place), sums: Limit(types.accumulator, at: place),
      widened: data, stored: data, block: layouts.data.map { Limit($0.block(of: "c"), at: place) })
  }

}

extension MachineLayouts {

  /// How data, weights and sums can lie where the products of a machine take them.
  fileprivate static func forms(
    _ abilities: Abilities
  ) -> (data: [TensorLayout], weight: [TensorLayout], sum: [TensorLayout]) {
    let (lanes, depth) = (abilities.lanes, abilities.depth)
    typealias Axis = TensorLayout.Axis
    let places = [Axis("y"), Axis("x")]
    let blocks = Axis("c", .blocks(of: abilities.block))
    let block = Axis("c", .block(abilities.block))
    let inner = [Axis("o", .block(lanes)), Axis("c", .block(depth))]
    let outer = [Axis("o", .blocks(of: lanes)), Axis("c", .blocks(of: depth))]
    let weight = outer + [Axis("r"), Axis("s")]
    return (
      [
        TensorLayout([Axis("n"), blocks] + places + [block]),
        TensorLayout([Axis("n")] + places + [blocks, block]),
      ],
      [TensorLayout(weight + (abilities.hasOutputsFirst ? inner : inner.reversed()))],
      [TensorLayout([outer[0], inner[0]])]
    )
  }

}

extension [TensorLayout] {

  /// What to write.
  fileprivate var hint: String { "write \(map { "`\($0)`" }.joined(separator: " or "))" }

}
