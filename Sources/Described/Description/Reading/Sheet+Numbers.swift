public import TargetKit
public import Tensors

extension Sheet {

  /// A memory that products use, and the key of `numbers` for what it holds.
  public typealias NumberUse = (key: String, memory: String, element: ElementType)

  /// Says where `numbers` has other types than the memories that products use.
  public mutating func checkNumbers(_ root: Entries, against uses: [NumberUse]) {
    let members = root["numbers"]?.members ?? []
    for use in uses {
      guard let node = members.first(where: { $0.key.word == use.key })?.value,
        let said = node.word, said != use.element.rawValue
      else { continue }
      error(
        "`\(use.key)` is \(said), but products use `\(use.memory)`, which holds \(use.element)",
        at: node, hint: "write `\(use.key): \(use.element)`, or let `\(use.memory)` hold \(said)")
    }
  }

}
